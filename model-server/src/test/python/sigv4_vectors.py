"""Prints requests and the headers that botocore signs them with, one JSON object per line of one JSON list."""

import datetime
import json
import random
from unittest import mock

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

random.seed(7)
letters = "abcXYZ019-._~ /+%=&é漢"
vectors = []
for n in range(200):
    text = lambda: "".join(random.choice(letters) for _ in range(random.randint(1, 20)))
    from urllib.parse import quote

    host = random.choice(["s3.eu-west-1.amazonaws.com", "127.0.0.1:9000", "minio.example.com", "b.s3.amazonaws.com:443"])
    scheme = "http" if "9000" in host else "https"
    url = f"{scheme}://{host}/" + quote(text(), safe="/-._~")
    if n % 3 == 0:
        url += "?delimiter=%2F&list-type=2&prefix=" + quote(text(), safe="-._~")
    token = text().strip() or None if n % 2 else None
    token = token and token.encode("ascii", "ignore").decode().strip() or None
    region = random.choice(["us-east-1", "eu-central-1", "auto"])
    keys = Credentials("AKID" + str(n), "secret/" + text(), token)
    when = datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=random.randint(0, 10**8))
    method = random.choice(["GET", "GET", "HEAD", "PUT", "POST", "DELETE"])
    own = {"range": "bytes=5-9"} if method == "GET" and n % 5 == 0 else {}
    body = ""
    if method in ("PUT", "POST"):
        own = {"content-type": "application/json", **({"if-none-match": "*"} if n % 2 else {})}
        body = text()
        url += ("&" if "?" in url else "?") + random.choice(["uploads=", "partNumber=3&uploadId=" + quote(text(), safe="-._~")])
    request = AWSRequest(method, url, headers={"Host": host.removesuffix(":443"), **own}, data=body.encode())
    request.context["client_config"] = None
    request.context["payload_signing_enabled"] = True
    patches = [mock.patch.object(botocore.auth, "get_current_datetime", lambda remove_tzinfo=True: when, create=True)]

    class Frozen(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return when

        @classmethod
        def now(cls, tz=None):
            return when

    patches.append(mock.patch.object(botocore.auth.datetime, "datetime", Frozen, create=True) if hasattr(botocore.auth.datetime, "datetime") else mock.patch.object(botocore.auth, "datetime", Frozen))
    for p in patches:
        p.start()
    botocore.auth.S3SigV4Auth(keys, "s3", region).add_auth(request)
    for p in patches:
        p.stop()
    vectors.append(
        {
            "url": url,
            "method": method,
            "headers": own,
            "body": body,
            "accessKey": keys.access_key,
            "secretKey": keys.secret_key,
            "token": token or "",
            "region": region,
            "at": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "authorization": request.headers["Authorization"],
        }
    )
print(json.dumps(vectors))
