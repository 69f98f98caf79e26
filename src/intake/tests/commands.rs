//! Commands: what each shell, browser and person writes, and the request that it means.

use super::super::{Payload, Request};
use super::taken;

/// `METHOD URL | name: value | body`, without the headers that curl adds.
fn shown(request: &Request) -> String {
    let mut parts = vec![format!("{} {}", request.method, request.url.text())];
    for (name, value) in &request.headers {
        let added = (name == "User-Agent" && value.text() == "curl")
            || (name == "Accept" && value.text() == "*/*");
        if !added {
            let masked = if value.is_filled() { "" } else { " (variable)" };
            parts.push(format!("{}: {}{masked}", name.to_lowercase(), value.text()));
        }
    }
    if let Some((user, password)) = &request.basic {
        parts.push(format!("basic {}:{}", user.text(), password.text()));
    }
    match &request.body {
        Payload::None => {}
        Payload::Text(text) => parts.push(format!("body {}", text.text())),
        Payload::Multipart(all) => {
            let all: Vec<String> =
                all.iter().map(|(name, value)| format!("{name}={}", value.text())).collect();
            parts.push(format!("parts {}", all.join(",")));
        }
        Payload::File => parts.push("file".to_owned()),
    }
    parts.join(" | ")
}

fn one(text: &str) -> String {
    let taken = taken(text);
    let all: Vec<String> = taken.requests.iter().map(shown).collect();
    all.join(" || ")
}

#[test]
fn every_option_that_shapes_a_request_is_read() {
    let form = "content-type: application/x-www-form-urlencoded";
    for (text, expected) in [
        ("curl https://a.example/x", "GET https://a.example/x".to_owned()),
        ("curl -X PUT a.example/x", "PUT a.example/x".to_owned()),
        ("curl -XDELETE https://a", "DELETE https://a".to_owned()),
        ("curl --request=PATCH https://a", "PATCH https://a".to_owned()),
        ("curl -I https://a", "HEAD https://a".to_owned()),
        ("curl -sSLki https://a", "GET https://a".to_owned()),
        ("curl -sH 'A: b' https://a", "GET https://a | a: b".to_owned()),
        ("curl -d a=b -d c=d https://a", format!("POST https://a | {form} | body a=b&c=d")),
        ("curl -da=b https://a", format!("POST https://a | {form} | body a=b")),
        ("curl --data-raw '@x' https://a", format!("POST https://a | {form} | body @x")),
        ("curl --data-binary @f.json https://a", format!("POST https://a | {form} | file")),
        ("curl --data-urlencode 'a=b c&d' https://a", format!("POST https://a | {form} | body a=b+c%26d")),
        ("curl -G -d a=b --data-urlencode c=d https://a?x=1", "GET https://a?x=1&a=b&c=d".to_owned()),
        ("curl --json '{\"a\":1}' https://a", "POST https://a | content-type: application/json | accept: application/json | body {\"a\":1}".to_owned()),
        ("curl -F a=b -F 'f=@x.png' https://a", "POST https://a | content-type: multipart/form-data | parts a=b,f=@x.png".to_owned()),
        ("curl -u id:secret-1 https://a", "GET https://a | basic id:secret-1".to_owned()),
        ("curl -uid:se:cret https://a", "GET https://a | basic id:se:cret".to_owned()),
        ("curl --oauth2-bearer tok https://a", "GET https://a | authorization: Bearer tok".to_owned()),
        ("curl -b 'a=b; c=d' -A agent -e https://r https://a", "GET https://a | cookie: a=b; c=d | user-agent: agent | referer: https://r".to_owned()),
        ("curl -b jar.txt https://a", "GET https://a".to_owned()),
        ("curl --url https://a --compressed", "GET https://a | accept-encoding: deflate, gzip, br, zstd".to_owned()),
        ("curl -H 'Accept:' -H 'X;' -H 'A: b' https://a", "GET https://a | x:  | a: b".to_owned()),
        ("curl -x http://p:8080 -m 5 --retry 3 -o /dev/null -w '%{http_code}' https://a", "GET https://a".to_owned()),
        ("curl https://a https://b", "GET https://a || GET https://b".to_owned()),
        ("curl -X POST https://a --next https://b", "POST https://a || GET https://b".to_owned()),
        ("curl -T f https://a", "PUT https://a | file".to_owned()),
        ("curl -H \"Authorization: Bearer $TOKEN\" https://a", "GET https://a | authorization: Bearer $TOKEN (variable)".to_owned()),
        ("curl -H 'Authorization: Bearer $TOKEN' https://a", "GET https://a | authorization: Bearer $TOKEN".to_owned()),
        ("curl -d '{\"t\":\"'\"$T\"'\"}' https://a", format!("POST https://a | {form} | body {{\"t\":\"$T\"}}")),
        ("$ curl https://a", "GET https://a".to_owned()),
        ("me@box:~/x$ curl https://a", "GET https://a".to_owned()),
        ("PS C:\\Users\\me> curl.exe https://a", "GET https://a".to_owned()),
        ("C:\\Users\\me>curl https://a", "GET https://a".to_owned()),
        ("/usr/bin/curl -v https://a", "GET https://a".to_owned()),
        ("sudo curl https://a", "GET https://a".to_owned()),
    ] {
        assert_eq!(one(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_command_is_words() {
    for text in [
        "curl shows 401 and Postman does not",
        "curl works.",
        "curl",
        "With curl https://a it works",
        "Invoke-WebRequest gives 401",
        "curling is a sport",
    ] {
        assert_eq!(one(text), "", "{text}");
    }
}

#[test]
fn what_is_not_known_is_named_and_not_fatal() {
    let taken = taken("curl --no-such-option -~ --silent https://a -K conf -H broken -n");
    assert_eq!(taken.requests.len(), 1);
    assert_eq!(
        taken.unread,
        [
            "the option --no-such-option is not known",
            "the option -~ is not known",
            "options that stand in the file of --config are not here",
            "a header without a colon is not sent",
            "a credential may stand in the file .netrc",
        ]
    );
}

#[test]
fn what_browsers_copy_is_read() {
    let bash = "curl 'https://api.example.com/v1/me' \\\n  -H 'accept: application/json' \\\n  -H 'authorization: Bearer abc' \\\n  --data-raw $'{\"a\":\"it\\'s\\u0021\"}' \\\n  --compressed";
    let cmd = "curl ^\"https://api.example.com/v1/me?a=1^&b=2^\" ^\n  -H ^\"accept: application/json^\" ^\n  --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"";
    let powershell = "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n$session.UserAgent = \"Mozilla/5.0\"\n$session.Cookies.Add((New-Object System.Net.Cookie(\"sid\", \"abc123def\", \"/\", \".example.com\")))\nInvoke-WebRequest -UseBasicParsing -Uri \"https://api.example.com/v1/me\" `\n-Method \"POST\" `\n-WebSession $session `\n-Headers @{\n\"accept\"=\"*/*\"\n  \"authorization\"=\"Bearer abc\"\n} `\n-ContentType \"application/json\" `\n-Body \"{`\"a`\":1}\"";
    assert_eq!(
        one(bash),
        "POST https://api.example.com/v1/me | accept: application/json | authorization: Bearer abc | \
         accept-encoding: deflate, gzip, br, zstd | content-type: application/x-www-form-urlencoded | \
         body {\"a\":\"it's!\"}"
    );
    assert_eq!(
        one(cmd),
        "POST https://api.example.com/v1/me?a=1&b=2 | accept: application/json | \
         content-type: application/x-www-form-urlencoded | body {\"a\":1}"
    );
    assert_eq!(
        one(powershell),
        "POST https://api.example.com/v1/me | user-agent: Mozilla/5.0 | cookie: sid=abc123def | \
         accept: */* | authorization: Bearer abc | content-type: application/json | body {\"a\":1}"
    );
}

#[test]
fn what_people_write_in_powershell_is_read() {
    for (text, expected) in [
        (
            "Invoke-RestMethod -Uri https://a/x -Headers @{ Authorization = \"Bearer $token\"; Accept='b' }",
            "GET https://a/x | authorization: Bearer $token (variable) | accept: b",
        ),
        (
            "$r = irm https://a/token -Method Post -Body @{grant_type='client_credentials'; client_id='x y'}",
            "POST https://a/token | content-type: application/x-www-form-urlencoded | body grant_type=client_credentials&client_id=x+y",
        ),
        ("iwr \"https://a\" -Method:Put", "PUT https://a"),
        (
            "Invoke-RestMethod https://a -Authentication Bearer -Token $t",
            "GET https://a | authorization: Bearer $t (variable)",
        ),
        (
            "Invoke-WebRequest -Uri https://a -Headers @{Authorization=(\"Basic {0}\" -f $b)}",
            "GET https://a | authorization: (\"Basic {0}\" -f $b) (variable)",
        ),
    ] {
        assert_eq!(one(text), expected, "{text}");
    }
}

#[test]
fn wget_and_httpie_are_read() {
    for (text, expected) in [
        (
            "wget -q -O- --header='Authorization: Bearer abc' --header \"A: b\" https://a/x",
            "GET https://a/x | authorization: Bearer abc | a: b",
        ),
        (
            "wget --post-data 'a=b' --user=id --password=secret-1 https://a",
            "POST https://a | content-type: application/x-www-form-urlencoded | basic id:secret-1 | body a=b",
        ),
        (
            "http POST a.example/x Authorization:'Bearer abc' name=value n:=1",
            "POST a.example/x | authorization: Bearer abc | content-type: application/json | body {\"name\":\"value\",\"n\":1}",
        ),
        (
            "https --form POST a.example/token grant_type=client_credentials",
            "POST https://a.example/token | content-type: application/x-www-form-urlencoded | body grant_type=client_credentials",
        ),
        (
            "http -A bearer -a abc GET https://a q==1",
            "GET https://a?q=1 | authorization: Bearer abc",
        ),
        ("http -a id:secret-1 https://a", "GET https://a | basic id:secret-1"),
    ] {
        assert_eq!(one(text), expected, "{text}");
    }
    for text in ["http is not https", "wget gives 401", "https works, http does not"] {
        assert_eq!(one(text), "", "{text}");
    }
}
