-- The tasks of one state in the order of their deadlines: a column of the board, a list of one state.
-- Without it a page read all open tasks of a province to find those few.
CREATE INDEX task_state ON task (state, sort_due, id);
CREATE INDEX task_province_state ON task (province, state, sort_due, id);

-- The index of search is written in segments, and a question opens its words in each of them. Upkeep merges them
-- (store::search::merge), from two of a size on.
INSERT INTO search_index (search_index, rank) VALUES ('usermerge', 2);
