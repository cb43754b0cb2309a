//! Tokens: made by admins and on the command line, shown once, good until they are revoked.

use std::process::{Command, Output};

use domain::{Role, Span};
use reqwest::StatusCode;
use serde_json::json;

use crate::databases;
use crate::place::{Place, binary, eventually};

fn token_command(place: &Place, arguments: &[&str]) -> Output {
    let mut command = Command::new(binary());
    command.arg("token").args(arguments);
    databases::point(&mut command, place.folder());
    command.output().expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.clone(), output.stderr.clone()].concat()).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_make_list_and_revoke_them_and_nobody_else_does() {
    let place = Place::new().await;
    let (dana_id, dana) = place.person("Dana", Role::Admin).await;
    let (_, ben) = place.person("Ben", Role::Responder).await;
    let make = |name: &str| json!({"name": name, "role": "responder"});
    for (call, arguments) in
        [("read_tokens", json!({})), ("make_token", make("bot")), ("revoke_token", json!({"token": 1}))]
    {
        assert_eq!(ben.call(call, arguments).await.0, StatusCode::FORBIDDEN, "{call}");
    }
    let (status, token) = dana.call("make_token", make(" deploy bot ")).await;
    let token = token.as_str().unwrap_or_else(|| panic!("{status}: {token}")).to_owned();
    assert!(token.starts_with("cp_") && token.len() == 67, "256 bits: {token}");
    let (status, taken) = dana.call("make_token", make("Deploy Bot")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken["message"].as_str().is_some_and(|m| m.contains("another token is called")), "{taken}");
    assert_eq!(dana.call("make_token", make(" ")).await.0, StatusCode::UNPROCESSABLE_ENTITY);

    let (_, tokens) = dana.call("read_tokens", json!({})).await;
    assert_eq!(tokens[0]["name"], "deploy bot");
    assert_eq!((&tokens[0]["created_by"], &tokens[0]["last_used"]), (&json!(dana_id), &json!(null)));
    assert!(!tokens.to_string().contains(&token[3..]), "nobody reads it again");
    let bot = place.stranger().with_token(&token);
    assert_eq!(bot.read("token").await.1["name"], "deploy bot");
    let used = || async {
        let (_, tokens) = dana.call("read_tokens", json!({})).await;
        tokens[0]["last_used"].clone()
    };
    eventually(|| async { used().await == json!(place.now()) }).await;
    let first = used().await;
    place.pass(Span::minutes(1));
    bot.read("token").await;
    assert_eq!(used().await, first, "to within a few minutes");

    let id = tokens[0]["id"].clone();
    assert_eq!(dana.call("revoke_token", json!({"token": id})).await.0, StatusCode::OK);
    assert_eq!(bot.read("token").await.0, StatusCode::UNAUTHORIZED, "at once");
    assert_eq!(dana.call("revoke_token", json!({"token": id})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(dana.call("read_tokens", json!({})).await.1, json!([]));
    assert_eq!(dana.call("make_token", make("deploy bot")).await.0, StatusCode::OK, "the name is free again");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_does_the_same_beside_a_running_server() {
    let place = Place::new().await;
    let made = token_command(&place, &["create", "--name", "pager", "--role", "viewer"]);
    assert!(made.status.success(), "{}", said(&made));
    let printed = String::from_utf8_lossy(&made.stdout).into_owned();
    let bot = place.stranger().with_token(printed.lines().last().expect("the token, last"));
    assert_eq!(bot.read("token").await, (StatusCode::OK, json!({"name": "pager", "role": "viewer"})));
    let list = said(&token_command(&place, &["list"]));
    assert!(list.starts_with("pager\tviewer\tmade "), "{list}");
    for (arguments, words) in [
        (&["create", "--name", "Pager", "--role", "viewer"][..], "another token is called Pager"),
        (&["create", "--name", "x", "--role", "boss"], "invalid value 'boss'"),
        (&["create", "--name", " ", "--role", "viewer"], "Name is empty"),
        (&["revoke", "--name", "nobody"], "there is no token nobody"),
    ] {
        let output = token_command(&place, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    let revoked = token_command(&place, &["revoke", "--name", "PAGER"]);
    assert!(revoked.status.success(), "{}", said(&revoked));
    assert_eq!(bot.read("token").await.0, StatusCode::UNAUTHORIZED);
}
