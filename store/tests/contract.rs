//! Every public function of the store, run on both engines: one module per feature.

mod directive;
mod log;
mod setting;
mod support;
mod tally;
mod task;
