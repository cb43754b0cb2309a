//! A program that writes to Statuspage, with us in its place.

use domain::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::place::{Place, Visitor, json_of};
use crate::statuspage::data;

/// A program with a page to write to.
pub struct Program {
    pub place: Place,
    pub ada: Visitor,
    pub ada_id: u32,
    pub token: String,
    pub page: String,
}

impl Program {
    pub async fn new() -> Self {
        Self::with_role(Role::Responder).await
    }

    pub async fn with_role(role: Role) -> Self {
        let place = Place::new().await;
        let (id, ada) = place.person("Ada", Role::Admin).await;
        let token = server::token::make(place.running.store(), "robot", role, Some(id), place.now()).await;
        let summary = data(&place.stranger(), "/api/v2/summary.json").await;
        let page = summary["page"]["id"].as_str().expect("an id").to_owned();
        Self { place, ada, ada_id: id.0, token: token.expect("a token"), page }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/v1/pages/{}{path}", self.place.url, self.page);
        reqwest::Client::new().request(method, url).header("authorization", format!("OAuth {}", self.token))
    }

    pub async fn send(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let request = self.request(method, path).header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.expect("an answer");
        (answer.status(), json_of(answer).await)
    }

    pub async fn read(&self, path: &str) -> Value {
        let answer = self.request(Method::GET, path).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        json_of(answer).await
    }

    pub async fn create(&self, fields: Value) -> Value {
        let (status, incident) =
            self.send(Method::POST, "/incidents.json", json!({"incident": fields})).await;
        assert_eq!(status, StatusCode::CREATED, "{incident}");
        incident
    }

    pub async fn change(&self, incident: &Value, fields: Value) -> (StatusCode, Value) {
        let path = format!("/incidents/{}.json", incident["id"].as_str().expect("an id"));
        self.send(Method::PATCH, &path, json!({"incident": fields})).await
    }

    pub async fn changed(&self, incident: &Value, fields: Value) -> Value {
        let (status, incident) = self.change(incident, fields).await;
        assert_eq!(status, StatusCode::OK, "{incident}");
        incident
    }
}
