//! Every public function of the store, run on both engines: one module per feature.

mod account;
mod agency;
mod area;
mod directive;
mod job;
mod live;
mod log;
mod notification;
mod people;
mod sample;
mod session;
mod setting;
mod support;
mod tally;
mod task;
mod together;
