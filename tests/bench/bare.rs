//! The yardstick: the requests of `why401 check guest-api`, sent by the bare HTTP client one after the other,
//! with nothing checked but their status. With `CRITICAL_PATH` set only those that wait for each other.

use std::time::Duration;

type Failure = Box<dyn std::error::Error>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let variable = |name: &str| std::env::var(name);
    let api = variable("WHY401_API_URL")?;
    let queue = variable("GENESYS_QUEUE_ID")?;
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build()?;
    let answer = client
        .post(format!("{api}/api/v2/oauth/token"))
        .basic_auth(variable("CLIENT_ID")?, Some(variable("CLIENT_SECRET")?))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=client_credentials")
        .send()
        .await?
        .error_for_status()?
        .bytes()
        .await?;
    let answer: serde_json::Value = serde_json::from_slice(&answer)?;
    let token = answer["access_token"].as_str().ok_or("no token")?;
    if variable("CRITICAL_PATH").is_err() {
        for _ in 0..3 {
            client.head(&api).send().await?;
        }
    }
    client
        .get(format!("{api}/api/v2/routing/queues/{queue}"))
        .bearer_auth(token)
        .send()
        .await?
        .error_for_status()?
        .bytes()
        .await?;
    let answer = client
        .post(format!("{api}/api/v2/conversations/messages"))
        .bearer_auth(token)
        .header("content-type", "application/json")
        .body(r#"{"text":"Hello support","language":"en-US"}"#)
        .send()
        .await?
        .error_for_status()?
        .bytes()
        .await?;
    let answer: serde_json::Value = serde_json::from_slice(&answer)?;
    let id = answer["id"].as_str().ok_or("no id")?;
    client
        .delete(format!("{api}/api/v2/conversations/messages/{id}"))
        .bearer_auth(token)
        .send()
        .await?
        .error_for_status()?;
    Ok(())
}
