//! Slowing down who tries too often: a bucket of tries for each address and name, refilled over time.
//!
//! The lock of an account stands in the database and holds for all servers; this one keeps a single address
//! from trying many names, and from costing a password hash each time.
//!
//! **Invariant:** memory is bounded: full buckets are forgotten first, and never more than [`MOST`] kept.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Tries at once.
pub const BURST: i64 = 20;
/// Time after which one more try is granted.
const REFILL: TimeDelta = TimeDelta::seconds(6);
/// Most buckets kept.
const MOST: usize = 10_000;

/// The buckets of all addresses and names.
#[derive(Default)]
pub struct Tries {
    /// By key: the moment at which the bucket is full again.
    full_at: Mutex<HashMap<String, DateTime<Utc>>>,
}

impl Tries {
    /// Takes a try of the address, and of the address with that name.
    ///
    /// # Errors
    /// Seconds until the next try, where none is left.
    pub fn take(&self, address: Option<IpAddr>, name: &str, now: DateTime<Utc>) -> Result<(), i64> {
        let address = address.map_or_else(|| "unknown".to_owned(), |address| address.to_string());
        // The name is cut: a key must not be as long as a body may be.
        let name: String = name.chars().take(64).collect();
        self.one(&format!("{address} {name}"), BURST / 2, now)?;
        self.one(&address, BURST, now)
    }

    fn one(&self, key: &str, burst: i64, now: DateTime<Utc>) -> Result<(), i64> {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= MOST {
            full_at.retain(|_, full| *full > now);
            if full_at.len() >= MOST {
                full_at.clear();
            }
        }
        let full = full_at.get(key).copied().unwrap_or(now).max(now) + REFILL;
        let wait = full - now - REFILL * i32::try_from(burst).unwrap_or(i32::MAX);
        if wait > TimeDelta::zero() {
            return Err(wait.num_seconds().max(1));
        }
        full_at.insert(key.to_owned(), full);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_let_through_then_one_by_one() {
        let tries = Tries::default();
        let now = DateTime::from_timestamp(1_700_000_000, 0).expect("a moment");
        let address = Some(IpAddr::from([10, 0, 0, 1]));
        for n in 0..BURST {
            assert_eq!(tries.take(address, &format!("name{n}"), now), Ok(()));
        }
        assert_eq!(tries.take(address, "another", now), Err(6));
        assert_eq!(
            tries.take(Some(IpAddr::from([10, 0, 0, 2])), "a", now),
            Ok(())
        );
        assert_eq!(tries.take(address, "another", now + REFILL), Ok(()));
        assert!(tries.take(address, "another", now + REFILL).is_err());
    }

    #[test]
    fn one_name_has_half_of_the_tries() {
        let tries = Tries::default();
        let now = DateTime::from_timestamp(1_700_000_000, 0).expect("a moment");
        let taken = (0..BURST).filter(|_| tries.take(None, "a", now).is_ok());
        assert_eq!(i64::try_from(taken.count()), Ok(BURST / 2));
    }
}
