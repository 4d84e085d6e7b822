-- The tasks of one state in the order of their deadlines: a column of the board, a list of one state.
-- Without it a page read all open tasks of a province to find those few.
CREATE INDEX task_state ON task (state, sort_due, id);
CREATE INDEX task_province_state ON task (province, state, sort_due, id);
