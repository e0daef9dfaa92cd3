"""AWS for tests: an endpoint on this machine that the real boto3 talks to, and the world that it serves.

    with Endpoint(world) as aws:
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)

Requests and answers are checked against botocore's own models of the services, so that a test cannot be built on something
that AWS never says. `world` is plain data; `faults` says what goes wrong.
"""
