//! Every public function of the store, run on both engines: one module per feature.

mod account;
mod agency;
mod area;
mod attachment;
mod bulk;
mod cascade;
mod directive;
mod duty;
mod group;
mod job;
mod lateness;
mod live;
mod log;
mod mail;
mod mention;
mod notification;
mod obstacle;
mod people;
mod sample;
mod session;
mod setting;
mod standing;
mod support;
mod tally;
mod task;
mod together;
