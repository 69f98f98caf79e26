//! Answers as vendors write them, read from the raw bytes to what they mean; each with its near misses.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderName};
use why401::decode::{Answer, Scrub};
use why401::model::{AnsweredBy, Exchange, Timing, TokenRequestFact};
use why401::provider::Meaning::{self, *};
use why401::provider::Wording;

/// An answer, and what it is to be read as.
struct Case {
    vendor: &'static str,
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    /// The grant that was asked for, where a token endpoint answers.
    grant: &'static str,
    by: AnsweredBy,
    code: &'static str,
    meanings: &'static [Meaning],
    wanted: &'static [&'static str],
}

impl Case {
    const fn api(
        vendor: &'static str,
        status: u16,
        body: &'static str,
        meanings: &'static [Meaning],
    ) -> Self {
        let (headers, wanted): (&[_], &[_]) = (&[], &[]);
        Self {
            vendor,
            status,
            headers,
            body,
            grant: "",
            by: AnsweredBy::Api,
            code: "",
            meanings,
            wanted,
        }
    }

    const fn token(
        vendor: &'static str,
        status: u16,
        body: &'static str,
        meanings: &'static [Meaning],
    ) -> Self {
        Self { grant: "client_credentials", ..Self::api(vendor, status, body, meanings) }
    }

    const fn grant(self, grant: &'static str) -> Self {
        Self { grant, ..self }
    }

    const fn with(self, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { headers, ..self }
    }

    const fn by(self, by: AnsweredBy) -> Self {
        Self { by, ..self }
    }

    const fn code(self, code: &'static str) -> Self {
        Self { code, ..self }
    }

    const fn wants(self, wanted: &'static [&'static str]) -> Self {
        Self { wanted, ..self }
    }
}

const CASES: &[Case] = &[
    // ---- Genesys Cloud
    Case::api("genesys-cloud", 401, r#"{"message":"Invalid login credentials.","code":"bad.credentials","status":401,"contextId":"c-1","details":[],"errors":[]}"#, &[TokenRejected]).code("bad.credentials"),
    Case::api("genesys-cloud", 400, r#"{"message":"This request requires a user context. Client credentials cannot be used for requests to this resource.","code":"not.a.user","status":400}"#, &[Actor]).with(&[("inin-correlation-id", "c-1")]).code("not.a.user"),
    Case::api("genesys-cloud", 403, r#"{"message":"Unable to perform the requested action. You are missing the following permission(s): [routing:queue:view]","code":"missing.permissions","status":403,"messageParams":{},"contextId":"c-1","details":[],"errors":[]}"#, &[Permission]).wants(&["routing:queue:view"]),
    Case::api("genesys-cloud", 403, r#"{"message":"Unable to perform the requested action. You must have at least one of the following permissions assigned: [a:b:c, d:e:f] in at least one of the following division(s): [x]","code":"missing.any.division.permissions","contextId":"c-1","details":[],"errors":[]}"#, &[Division]).wants(&["a:b:c", "d:e:f"]),
    Case::api("genesys-cloud", 403, r#"{"message":"App not authorized to use scope [telephony:readonly, telephony]","code":"app.not.authorized.for.scope","status":403}"#, &[Scope]).with(&[("inin-correlation-id", "c-1")]).wants(&["telephony:readonly", "telephony"]),
    Case::api("genesys-cloud", 401, r#"{"message":"Requests originating from this IP address are not authorized: [192.0.2.1]","code":"ip.not.authorized","status":401}"#, &[Address]).with(&[("inin-correlation-id", "c-1")]),
    Case::api("genesys-cloud", 403, r#"{"message":"Your organization's security policies have denied access. Policy ID(s): [p-1]","code":"authz.policy.denied"}"#, &[Policy]).with(&[("inin-correlation-id", "c-1")]),
    Case::api("genesys-cloud", 403, r#"{"message":"You are not authorized to perform the requested action.","code":"not.authorized"}"#, &[]).with(&[("inin-correlation-id", "c-1")]),
    Case::api("genesys-cloud", 403, r#"{"message":"User is not an active participant on the conversation.","code":"postino.error.forbidden"}"#, &[NotParticipant]).with(&[("inin-correlation-id", "c-1")]),
    // The same code where nothing shows that it is Genesys Cloud.
    Case::api("", 403, r#"{"message":"No.","code":"postino.error.forbidden"}"#, &[]),
    Case::token("genesys-cloud", 400, r#"{"error":"invalid_client","description":"client not found","error_description":"client not found"}"#, &[ClientUnknown, ClientRefused]).with(&[("inin-correlation-id", "c-1")]).code("invalid_client"),
    Case::token("genesys-cloud", 400, r#"{"error":"invalid_client","description":"authentication failed","error_description":"authentication failed"}"#, &[ClientRefused]).with(&[("inin-correlation-id", "c-1")]),
    // ---- Entra ID
    Case::token("entra", 401, r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app 'x'. Trace ID: t","error_codes":[7000215],"trace_id":"t","correlation_id":"c"}"#, &[ClientSecret, ClientRefused]).code("invalid_client"),
    Case::token("entra", 401, r#"{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys for app 'x' are expired. Create new keys, or use a certificate."}"#, &[ClientSecretExpired, ClientRefused]),
    Case::token("entra", 400, r#"{"error":"invalid_request","error_description":"AADSTS90002: Tenant 'x' not found. Check to make sure you have the correct tenant ID."}"#, &[Tenant]),
    Case::token("entra", 400, r#"{"error":"invalid_grant","error_description":"AADSTS65001: The user or administrator has not consented to use the application with ID 'x' named 'y'."}"#, &[Consent]),
    Case::token("entra", 400, r#"{"error":"invalid_grant","error_description":"AADSTS70008: The provided authorization code or refresh token has expired due to inactivity."}"#, &[AuthorizationCode]).grant("authorization_code"),
    Case::token("entra", 400, r#"{"error":"invalid_grant","error_description":"AADSTS70008: The provided authorization code or refresh token has expired due to inactivity."}"#, &[RefreshToken]).grant("refresh_token"),
    // A number is read as a whole: 50013 is another than 500133, and 7000 is none.
    Case::token("entra", 400, r#"{"error":"invalid_grant","error_description":"AADSTS500133: Assertion is not within its valid time range."}"#, &[Assertion]),
    Case::token("entra", 400, r#"{"error":"invalid_request","error_description":"AADSTS9002326: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type."}"#, &[Origin]),
    Case::token("entra", 400, r#"{"error":"invalid_request","error_description":"AADSTS70002159: Something new."}"#, &[]),
    Case::api("entra", 401, r#"{"error":{"code":"InvalidAuthenticationToken","message":"Access token has expired or is not yet valid.","innerError":{"request-id":"r-1"}}}"#, &[Unclear, TokenRejected]).with(&[("x-ms-ags-diagnostic", "{}")]),
    Case::api("entra", 401, r#"{"error":{"code":"InvalidAuthenticationToken","message":"Access token is empty.","innerError":{"request-id":"r-1"}}}"#, &[NoCredential, TokenRejected]).with(&[("x-ms-ags-diagnostic", "{}")]).code("InvalidAuthenticationToken"),
    // ---- Auth0
    Case::api("auth0", 403, r#"{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: read:users","errorCode":"insufficient_scope"}"#, &[Scope]).code("insufficient_scope").wants(&["read:users"]),
    Case::token("auth0", 403, r#"{"error":"access_denied","error_description":"Service not enabled within domain: https://a.example"}"#, &[Target]).with(&[("x-auth0-requestid", "r")]),
    Case::token("auth0", 403, r#"{"error":"unauthorized_client","error_description":"Grant type 'client_credentials' not allowed for the client.","error_uri":"https://auth0.com/docs/clients/client-grant-types"}"#, &[Grant, ClientUnauthorized]),
    Case::token("auth0", 401, r#"{"error":"access_denied","error_description":"Unauthorized"}"#, &[ClientRefused]).with(&[("x-auth0-requestid", "r")]),
    Case::token("", 401, r#"{"error":"access_denied","error_description":"Unauthorized"}"#, &[]),
    // ---- Okta
    Case::api("okta", 401, r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided","errorLink":"E0000011","errorId":"oae1","errorCauses":[]}"#, &[TokenRejected]).code("E0000011"),
    Case::api("okta", 403, r#"{"errorCode":"E0000006","errorSummary":"You do not have permission to perform the requested action","errorLink":"E0000006","errorId":"oae1","errorCauses":[]}"#, &[Permission]),
    Case::api("okta", 403, r#"{"errorCode":"E0000015","errorSummary":"You do not have permission to access the feature you are requesting","errorLink":"E0000015","errorId":"oae1"}"#, &[Unclear]),
    Case::token("okta", 401, r#"{"error":"invalid_client","error_description":"The client secret supplied for a confidential client is invalid."}"#, &[ClientSecret, ClientRefused]).with(&[("x-okta-request-id", "r")]),
    // ---- Keycloak
    Case::token("keycloak", 401, r#"{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}"#, &[Unclear, ClientUnauthorized]),
    Case::token("keycloak", 400, r#"{"error":"unauthorized_client","error_description":"Client not enabled to retrieve service account"}"#, &[Grant, ClientUnauthorized]),
    Case::token("keycloak", 401, r#"{"error":"invalid_grant","error_description":"Invalid user credentials"}"#, &[UserPassword]).grant("password"),
    Case::token("keycloak", 400, r#"{"error":"invalid_grant","error_description":"Code not valid"}"#, &[AuthorizationCode]).grant("authorization_code"),
    Case::token("keycloak", 400, r#"{"error":"invalid_grant","error_description":"Token is not active"}"#, &[RefreshToken]).grant("refresh_token"),
    Case::token("", 400, r#"{"error":"invalid_grant","error_description":"The session token is not active"}"#, &[]),
    // ---- AWS
    Case::api("cognito-api-gateway", 403, r#"{"message":"Missing Authentication Token"}"#, &[NoCredentialOrRoute]).with(&[("x-amzn-errortype", "MissingAuthenticationTokenException")]).by(AnsweredBy::Gateway).code("MissingAuthenticationTokenException"),
    Case::api("cognito-api-gateway", 403, r#"{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: x"}"#, &[NoCredential]).with(&[("x-amzn-errortype", "AccessDeniedException")]).by(AnsweredBy::Gateway).wants(&["execute-api:Invoke"]),
    Case::api("cognito-api-gateway", 403, r#"{"Message":"User: arn:aws:iam::1:user/a is not authorized to perform: execute-api:Invoke on resource: x with an explicit deny"}"#, &[Policy]).with(&[("x-amzn-errortype", "AccessDeniedException:http://x/")]).by(AnsweredBy::Gateway).code("AccessDeniedException").wants(&["execute-api:Invoke"]),
    Case::api("cognito-api-gateway", 401, r#"{"message":"Unauthorized"}"#, &[]).with(&[("apigw-requestid", "r")]).by(AnsweredBy::Gateway),
    // The service behind the gateway answers, not the gateway.
    Case::api("", 401, r#"{"message":"no"}"#, &[]).with(&[("apigw-requestid", "r")]),
    Case::api("cognito-api-gateway", 403, "<?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match.</Message><RequestId>r-1</RequestId></Error>", &[RequestSignature]).with(&[("x-amz-request-id", "r-1"), ("content-type", "application/xml")]).code("SignatureDoesNotMatch").by(AnsweredBy::Unknown),
    Case::api("cognito-api-gateway", 403, "<?xml version=\"1.0\"?><Error><Code>RequestTimeTooSkewed</Code><Message>The difference is too large.</Message></Error>", &[ClockSkew]).with(&[("x-amz-request-id", "r-1")]).by(AnsweredBy::Unknown),
    Case::api("cognito-api-gateway", 400, r#"{"__type":"com.amazon.coral.service#ExpiredTokenException","message":"The security token included in the request is expired"}"#, &[Expired]).code("ExpiredTokenException"),
    // ---- Google
    Case::api("google", 403, r#"{"error":{"code":403,"message":"Cloud X API has not been used in project 1 before or it is disabled.","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED","domain":"googleapis.com"}]}}"#, &[ApiNotEnabled]).code("SERVICE_DISABLED"),
    Case::api("google", 403, r#"{"error":{"code":403,"message":"Access Not Configured.","errors":[{"message":"Access Not Configured.","domain":"usageLimits","reason":"accessNotConfigured"}]}}"#, &[ApiNotEnabled]),
    Case::api("google", 403, r#"{"error":{"code":403,"message":"Request had insufficient authentication scopes.","status":"PERMISSION_DENIED","details":[{"reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}"#, &[Scope]),
    Case::api("google", 403, r#"{"error":{"code":403,"message":"Permission 'a.b.get' denied on resource 'x' (or it may not exist).","status":"PERMISSION_DENIED","details":[{"reason":"IAM_PERMISSION_DENIED","metadata":{"permission":"a.b.get"}}]}}"#, &[Permission]).wants(&["a.b.get"]),
    Case::api("google", 403, r#"{"error":{"code":403,"message":"The caller does not have permission","status":"PERMISSION_DENIED"}}"#, &[]).code("PERMISSION_DENIED"),
    // ---- Salesforce: a list
    Case::api("salesforce", 401, r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#, &[Unclear, TokenRejected]).code("INVALID_SESSION_ID"),
    Case::api("salesforce", 403, r#"[{"message":"The REST API is not enabled for this Organization.","errorCode":"API_DISABLED_FOR_ORG"}]"#, &[ApiNotEnabled]),
    // ---- Spring
    Case::api("spring", 401, "", &[Expired, TokenRejected]).with(&[("www-authenticate", r#"Bearer error="invalid_token", error_description="Jwt expired at 2026-11-22T14:00:00Z", error_uri="https://tools.ietf.org/html/rfc6750#section-3.1""#)]).by(AnsweredBy::Unknown),
    Case::api("spring", 403, r#"{"timestamp":"2026-11-22T14:00:00Z","status":403,"error":"Forbidden","path":"/orders"}"#, &[]).code("Forbidden"),
    // ---- ASP.NET
    Case::api("aspnet", 401, "", &[Audience, TokenRejected]).with(&[("www-authenticate", r#"Bearer error="invalid_token", error_description="The audience 'a' is invalid""#)]).by(AnsweredBy::Unknown),
    Case::api("aspnet", 401, "IDX10503: Signature validation failed. Token does not have a kid or keys tried: 'x'.", &[UnknownKey]).by(AnsweredBy::Unknown),
    Case::api("aspnet", 401, "IDX105033: Something new.", &[]).by(AnsweredBy::Unknown),
    // ---- Kong
    Case::api("kong", 401, r#"{"message":"No API key found in request"}"#, &[NoCredential]).by(AnsweredBy::Gateway),
    Case::api("kong", 401, r#"{"exp":"token expired"}"#, &[Expired]).with(&[("x-kong-response-latency", "1")]).by(AnsweredBy::Gateway),
    Case::api("kong", 403, r#"{"message":"You cannot consume this service"}"#, &[Permission]).by(AnsweredBy::Gateway),
    // What came through Kong is not of Kong.
    Case::api("", 403, r#"{"message":"You may not consume this service"}"#, &[]).with(&[("x-kong-upstream-latency", "1"), ("via", "kong/3")]),
    // ---- Istio and Envoy: a wrong audience is a 403
    Case::api("istio-envoy", 401, "Jwt is missing", &[NoCredential]).by(AnsweredBy::Gateway),
    Case::api("istio-envoy", 403, "Audiences in Jwt are not allowed", &[Audience]).by(AnsweredBy::Gateway),
    Case::api("istio-envoy", 401, "Jwks doesn't have key to match kid or alg from Jwt", &[UnknownKey]).by(AnsweredBy::Gateway),
    Case::api("istio-envoy", 403, "RBAC: access denied", &[Policy]).by(AnsweredBy::Gateway),
    Case::api("", 403, "The log says RBAC: access denied", &[]).by(AnsweredBy::Unknown),
    // ---- pages of servers and edges
    Case::api("nginx", 403, "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr><center>nginx/1.27</center></body></html>", &[]).by(AnsweredBy::Gateway),
    Case::api("nginx", 400, "<html><head><title>400 Request Header Or Cookie Too Large</title></head><body><hr><center>nginx</center></body></html>", &[HeaderTooLarge]).by(AnsweredBy::Gateway),
    Case::api("apache", 401, "<!DOCTYPE HTML PUBLIC><html><head><title>401 Unauthorized</title></head><body><hr><address>Apache/2.4 Server</address></body></html>", &[]).by(AnsweredBy::Unknown),
    Case::api("traefik", 401, "401 Unauthorized\n", &[]).with(&[("www-authenticate", "Basic realm=\"traefik\"")]).by(AnsweredBy::Gateway),
    Case::api("cloudflare", 403, "error code: 1010", &[Edge]).with(&[("server", "cloudflare")]).by(AnsweredBy::Edge).code("1010"),
    Case::api("cloudflare", 403, "<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head></html>", &[Edge]).with(&[("server", "cloudflare")]).by(AnsweredBy::Edge),
    // An API behind Cloudflare answers without a body.
    Case::api("", 401, "", &[TokenRejected]).with(&[("server", "cloudflare"), ("www-authenticate", "Bearer error=\"invalid_token\"")]).by(AnsweredBy::Unknown),
    Case::api("akamai", 403, "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY></BODY></HTML>", &[Edge]).with(&[("server", "AkamaiGHost")]).by(AnsweredBy::Edge),
    Case::api("", 403, "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY></BODY></HTML>", &[]).by(AnsweredBy::Unknown),
    Case::api("cloudfront", 403, "<html><head><title>ERROR: The request could not be satisfied</title></head><body>Generated by cloudfront (CloudFront)</body></html>", &[Edge]).with(&[("server", "CloudFront")]).by(AnsweredBy::Edge),
    Case::api("imperva", 403, "<html><body>Incapsula incident ID: 1-2</body></html>", &[]).by(AnsweredBy::Edge),
    Case::api("proxies", 403, "<html><head><title>ERROR: The requested URL could not be retrieved</title></head></html>", &[Proxy]).with(&[("x-squid-error", "ERR_ACCESS_DENIED 0")]).by(AnsweredBy::Proxy).code("ERR_ACCESS_DENIED"),
    // ---- GitHub
    Case::api("github", 401, r#"{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest","status":"401"}"#, &[TokenRejected]),
    Case::api("github", 403, r#"{"message":"Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.","documentation_url":"https://docs.github.com/articles/x"}"#, &[Policy]),
    Case::api("github", 404, r#"{"message":"Not Found"}"#, &[]).with(&[("x-github-request-id", "r"), ("x-accepted-oauth-scopes", "repo, admin:org")]).wants(&["repo", "admin:org"]),
    Case::api("github", 403, r#"{"message":"API rate limit exceeded for user ID 1."}"#, &[RateLimit]).with(&[("x-github-request-id", "r")]),
    Case::token("github", 200, r#"{"error":"bad_verification_code","error_description":"The code passed is incorrect or expired."}"#, &[AuthorizationCode]).with(&[("x-github-request-id", "r")]),
    // ---- Twilio, and its number at somebody else
    Case::api("twilio", 401, r#"{"code":20003,"message":"Authenticate","more_info":"https://www.twilio.com/docs/errors/20003","status":401}"#, &[TokenRejected]).code("20003"),
    Case::api("twilio", 401, r#"{"code":20104,"message":"Access Token expired or expiration date invalid","more_info":"https://www.twilio.com/docs/errors/20104","status":401}"#, &[Expired]),
    Case::api("", 401, r#"{"code":20104,"message":"No","status":401}"#, &[]).code("20104"),
    // ---- Zendesk
    Case::api("zendesk", 401, r#"{"error":"Couldn't authenticate you"}"#, &[]).with(&[("x-zendesk-request-id", "r")]),
    Case::api("zendesk", 403, r#"{"error":"Forbidden","description":"You are missing the following required scopes: read"}"#, &[Scope]).with(&[("x-zendesk-request-id", "r")]),
    // ---- Slack: 200
    Case::api("slack", 200, r#"{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"identify"}"#, &[Scope]).with(&[("x-slack-req-id", "r")]).code("missing_scope").wants(&["chat:write"]),
    Case::api("slack", 200, r#"{"ok":false,"error":"token_revoked"}"#, &[Revoked]).with(&[("x-slack-req-id", "r")]),
    Case::api("slack", 200, r#"{"ok":false,"error":"not_allowed_token_type"}"#, &[CredentialKind]).with(&[("x-slack-req-id", "r")]),
    // ---- RingCentral
    Case::token("ringcentral", 400, r#"{"error":"unauthorized_client","error_description":"Unauthorized for this grant type","errors":[{"errorCode":"OAU-251","message":"Unauthorized for this grant type"}]}"#, &[Grant]).code("OAU-251"),
    // ---- Kubernetes
    Case::api("kubernetes", 403, r#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"pods is forbidden: User \"dev\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"","reason":"Forbidden","code":403}"#, &[Permission]),
    Case::api("kubernetes", 403, r#"{"kind":"Status","apiVersion":"v1","message":"forbidden: User \"system:anonymous\" cannot get path \"/\"","reason":"Forbidden","code":403}"#, &[NoCredential]),
    Case::api("kubernetes", 401, r#"{"kind":"Status","apiVersion":"v1","message":"Unauthorized","reason":"Unauthorized","code":401}"#, &[TokenRejected]),
    // ---- gateways
    Case::api("azure-api-management", 401, r#"{"statusCode":401,"message":"Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API."}"#, &[Companion]).by(AnsweredBy::Gateway),
    Case::api("apigee", 401, r#"{"fault":{"faultstring":"Access Token expired","detail":{"errorcode":"keymanagement.service.access_token_expired"}}}"#, &[Expired]).by(AnsweredBy::Gateway).code("keymanagement.service.access_token_expired"),
    // ---- shapes of nobody in particular
    Case::api("rfc", 403, r#"{"type":"https://e.example/p","title":"Forbidden","detail":"insufficient scope","instance":"/x"}"#, &[Scope]).with(&[("content-type", "application/problem+json")]).code("https://e.example/p"),
    Case::api("", 200, r#"{"errors":[{"message":"Not logged in","extensions":{"code":"UNAUTHENTICATED"}}],"data":null}"#, &[]).code("UNAUTHENTICATED"),
    Case::api("", 401, r#"{"errors":[{"status":"401","code":"x1","title":"No","detail":"token expired"}]}"#, &[Expired]).code("x1"),
    Case::api("", 500, "<soap:Envelope xmlns:soap=\"x\"><soap:Body><soap:Fault><faultcode>wsse:FailedAuthentication</faultcode><faultstring>no</faultstring></soap:Fault></soap:Body></soap:Envelope>", &[]).code("wsse:FailedAuthentication").by(AnsweredBy::Unknown),
    Case::api("", 401, "", &[ProofOfPossession]).with(&[("www-authenticate", "DPoP error=\"use_dpop_nonce\"")]).by(AnsweredBy::Unknown),
    Case::api("", 401, "", &[Policy]).with(&[("www-authenticate", "Bearer error=\"insufficient_user_authentication\", acr_values=\"mfa\"")]).by(AnsweredBy::Unknown),
    Case::api("", 403, "", &[Scope]).with(&[("www-authenticate", "Bearer error=\"insufficient_scope\", scope=\"a b\"")]).by(AnsweredBy::Unknown).wants(&["a", "b"]),
];

fn answer(case: &Case) -> Answer {
    let mut headers = HeaderMap::new();
    for (name, value) in case.headers {
        headers.append(HeaderName::from_static(name), value.parse().expect("a header value"));
    }
    Answer::new(case.status, headers, case.body.as_bytes().to_vec())
}

fn exchange(case: &Case) -> Exchange {
    let scrub: Scrub = Arc::new(str::to_owned);
    let answer = answer(case);
    Exchange {
        started: "2026-11-22T15:00:00Z".parse().expect("a time"),
        method: "GET".to_owned(),
        url: "https://api.example/x".to_owned(),
        sent: None,
        identity: None,
        status: Some(case.status),
        headers: answer.shown_headers(&scrub),
        challenges: answer.challenges(&scrub),
        body: answer.kind,
        body_bytes: case.body.len() as u64,
        error: answer.error(&scrub),
        answered_by: answer.answered_by(),
        version: None,
        remote: None,
        tls: None,
        redirects: Vec::new(),
        timing: Timing::default(),
        fault: None,
        socket: None,
    }
}

fn token_request(case: &Case) -> TokenRequestFact {
    let exchange = exchange(case);
    TokenRequestFact {
        identity: "service".to_owned(),
        grant: case.grant.to_owned(),
        client_auth: "basic".to_owned(),
        client_id: "c".to_owned(),
        scopes_requested: Vec::new(),
        scopes_granted: None,
        token_type: None,
        expires_in: None,
        issued: false,
        error: exchange.error.clone(),
        exchange,
    }
}

#[test]
fn every_answer_is_read_as_its_vendor_means_it() {
    let mut wrong = Vec::new();
    for (at, case) in CASES.iter().enumerate() {
        let exchange = exchange(case);
        let meanings = match case.grant {
            "" => Wording::of_api(&exchange).read(),
            _ => Wording::of_token_endpoint(&token_request(case)).read(),
        };
        let error = exchange.error.clone().unwrap_or_default();
        let vendor = error.vendor.as_deref().unwrap_or_default();
        // A page or a challenge that says nothing is no error.
        let vendor_fits = vendor == case.vendor || exchange.error.is_none();
        let code_fits = case.code.is_empty() || error.code.as_deref() == Some(case.code);
        if !vendor_fits
            || !code_fits
            || meanings != case.meanings
            || exchange.answered_by != case.by
            || exchange.wanted() != case.wanted
        {
            wrong.push(format!(
                "{at} {} {} {}\n    vendor {vendor} by {:?} error {error:?}\n    means {meanings:?}, not {:?}; wants {:?}",
                case.vendor, case.status, case.body, exchange.answered_by, case.meanings, exchange.wanted()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_vendor_has_an_answer_that_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("checks/providers");
    let files = fs::read_dir(folder).expect("the folder").flatten().map(|entry| entry.path());
    let vendors: BTreeSet<String> = files
        .filter(|file| file.extension().is_some_and(|extension| extension == "yaml"))
        .map(|file| file.file_stem().expect("a name").to_string_lossy().into_owned())
        .filter(|name| name != "refusals")
        .collect();
    let read: BTreeSet<String> = CASES.iter().map(|case| case.vendor.to_owned()).collect();
    let without: Vec<_> = vendors.difference(&read).collect();
    assert!(without.is_empty(), "{without:?} have no answer here");
}

#[test]
fn a_host_of_its_own_shows_the_vendor_where_nothing_else_does() {
    let scrub: Scrub = Arc::new(str::to_owned);
    let vendor = |host: &str| {
        let body = br#"{"error":"access_denied","error_description":"Unauthorized"}"#.to_vec();
        let error = Answer::new(401, HeaderMap::new(), body).at(host).error(&scrub);
        error.and_then(|error| error.vendor)
    };
    assert_eq!(vendor("acme.eu.auth0.com").as_deref(), Some("auth0"));
    assert_eq!(vendor("auth0.com.example.org"), None);
    assert_eq!(vendor("api.example"), None);
}

#[test]
fn a_hostile_body_costs_no_more_than_its_length() {
    let started = Instant::now();
    for body in [
        "[".repeat(1_000_000),
        format!("{{\"errors\":[{}1]}}", "1,".repeat(400_000)),
        format!("<html><title>{}", "<title>".repeat(100_000)),
        "<a".repeat(500_000),
        "error code: ".repeat(100_000),
        format!("{{\"message\":\"{}\"}}", "permission(s): [".repeat(50_000)),
    ] {
        let scrub: Scrub = Arc::new(str::to_owned);
        let answer = Answer::new(403, HeaderMap::new(), body.into_bytes());
        let _ = (answer.error(&scrub), answer.answered_by());
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}
