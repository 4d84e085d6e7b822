//! What a person wants to be sent, and what the administrator sees of what was not sent.

use crate::house::{As, House};
use chrono::TimeDelta;
use domain::id::NotificationId;
use domain::job::Job;
use uuid::Uuid;

contract!(
    a_wish_for_e_mail_is_kept_and_a_refused_one_comes_back,
    |db| async move {
        let house = House::new(db).await;
        let health = house.sign_in("yte").await;
        let page = house.get(&health, "/account").await;
        assert!(
            page.body.contains("action=\"/account/mail\""),
            "{}",
            page.body
        );
        assert!(page.body.contains("chưa được cấu hình máy chủ thư"));
        let wrong = [
            ("address", "yte<ở>nghean"),
            ("mode", "single"),
            ("language", "en"),
        ];
        let refused = house.post(&health, "/account/mail", &wrong, As::Page).await;
        assert_eq!(refused.status, 303);
        assert!(refused.location().starts_with("/account?kept="));
        let page = house.get(&health, refused.location()).await;
        assert!(page.body.contains("yte&lt;ở&gt;nghean"), "{}", page.body);
        assert!(page.body.contains("id=\"mail-address-error\""));
        // Another person's session finds nothing under that id.
        let labour = house.sign_in("ldtbxh").await;
        let foreign = house.get(&labour, refused.location()).await;
        assert!(!foreign.body.contains("yte&lt;"));
        let right = [
            ("address", "yte@nghean.example.vn"),
            ("mode", "digest"),
            ("language", "en"),
        ];
        let kept = house.post(&health, "/account/mail", &right, As::Page).await;
        assert_eq!(kept.location(), "/account?done=mail");
        let page = house.get(&health, kept.location()).await;
        assert!(page.body.contains("value=\"yte@nghean.example.vn\""));
        assert!(page.body.contains("Đã lưu lựa chọn nhận thư."));
        for (fields, field, fault) in [
            (
                vec![("mode", "single"), ("language", "vi")],
                "address",
                "required",
            ),
            (
                vec![("mode", "daily"), ("language", "vi")],
                "mode",
                "unknown",
            ),
            (
                vec![("mode", "none"), ("language", "lo")],
                "language",
                "unknown",
            ),
            (vec![("language", "vi")], "mode", "required"),
            (
                vec![
                    ("address", "a"),
                    ("address", "b"),
                    ("mode", "none"),
                    ("language", "vi"),
                ],
                "address",
                "malformed",
            ),
        ] {
            let answer = house
                .post(&health, "/account/mail", &fields, As::Program)
                .await;
            assert_eq!(answer.status, 422, "{field}: {}", answer.body);
            let named = &answer.json()["refusal"]["fields"][0];
            assert_eq!(named["field"], field);
            assert_eq!(named["fault"]["fault"], fault);
        }
    }
);

contract!(
    the_administrator_sees_what_was_not_sent_and_tries_again,
    |db| async move {
        let house = House::new(db).await;
        let health = house.sign_in("yte").await;
        let wish = [
            ("address", "yte@nghean.example.vn"),
            ("mode", "single"),
            ("language", "vi"),
        ];
        house.post(&health, "/account/mail", &wish, As::Page).await;
        let now = house.system.now();
        let mut tx = house.system.db.write().await.expect("a transaction");
        let account = store::account::find_by_login(&mut tx, "yte").await;
        let account = account.expect("asked").expect("an account").id;
        let job = Job::Mail {
            account,
            notification: NotificationId(Uuid::from_u128(1)),
            province: "40".to_owned(),
        };
        store::job::add(&mut tx, &[(now, job.clone())], now)
            .await
            .expect("added");
        let claimed = store::job::claim_mail(&mut tx, now, TimeDelta::seconds(60), 9).await;
        let claimed = claimed.expect("claimed");
        store::job::give_up(&mut tx, &claimed[0], "mail_refused")
            .await
            .expect("given up");
        tx.commit().await.expect("committed");

        let administrator = house.sign_in("quantri").await;
        let page = house.get(&administrator, "/admin/mail").await;
        assert_eq!(page.status, 200);
        for said in [
            "Võ Đình Kiên",
            "yte@nghean.example.vn",
            "từ chối hẳn",
            "Đã dừng thử",
        ] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
        assert!(page.body.contains("href=\"/admin/mail\""), "the way there");
        let key = job.key();
        for login in ["dieuphoi", "yte", "lanhdao", "dieuphoi.hatinh"] {
            let other = house.sign_in(login).await;
            let page = house.get(&other, "/admin/mail").await;
            assert_eq!(page.status, 403, "{login}");
            assert!(
                !page.body.contains("yte@nghean.example.vn")
                    && !page.body.contains("href=\"/admin/mail\"")
            );
            let refused = house
                .post(&other, "/admin/mail/retry", &[("key", &key)], As::Program)
                .await;
            assert_eq!(refused.status, 403, "{login}");
        }
        let unknown = [("key", "mail/x")];
        let unknown = house
            .post(&administrator, "/admin/mail/retry", &unknown, As::Program)
            .await;
        assert_eq!(unknown.status, 404);
        let empty = house
            .post(&administrator, "/admin/mail/retry", &[], As::Program)
            .await;
        assert_eq!(empty.status, 422);
        let again = [("key", key.as_str())];
        let again = house
            .post(&administrator, "/admin/mail/retry", &again, As::Page)
            .await;
        assert_eq!(again.location(), "/admin/mail?done=retry");
        let page = house.get(&administrator, again.location()).await;
        assert!(page.body.contains("sẽ được thử gửi lại ngay"));
        assert!(!page.body.contains("Đã dừng thử"));
    }
);
