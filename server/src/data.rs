//! The files of `data/`, inside the program: an installation needs nothing beside it.
//!
//! To add a file: here and in [`service::import::Files`].

use service::import::{File, Files};

macro_rules! file {
    ($name:literal) => {
        File {
            name: $name,
            text: include_str!(concat!("../../data/", $name)),
        }
    };
}

/// The agencies of Nghệ An, as the directive reader knows them where no other file is given.
pub const AGENCIES: &str = include_str!("../../data/nghe-an-agencies.csv");

/// All files that are imported.
pub fn files() -> Files<'static> {
    Files {
        border_provinces: file!("border-provinces.csv"),
        nghe_an_units: file!("nghe-an-units.csv"),
        nghe_an_succession: file!("nghe-an-succession.csv"),
        vn_units_early_2025: file!("vn-units-early-2025.csv"),
        vn_units_2025_07: file!("vn-units-2025-07.csv"),
        vn_succession_2025_07: file!("vn-succession-2025-07.csv"),
        nghe_an_agencies: file!("nghe-an-agencies.csv"),
        nghe_an_agency_succession: file!("nghe-an-agency-succession.csv"),
        demo_other_agencies: file!("demo-other-agencies.csv"),
        demo_people: file!("demo-people.csv"),
        demo_communes_status: file!("demo-communes-status.csv"),
    }
}
