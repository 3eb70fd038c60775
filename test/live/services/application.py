"""The twin of application.cjs: asks each service that it finds in its environment, and prints what came of it as JSON."""

import asyncio
import json
import os

env = os.environ


def ask_psycopg2():
    import psycopg2

    connection = psycopg2.connect(env["DATABASE_URL"])
    connection.cursor().execute("SELECT 1")
    connection.close()


def ask_asyncpg():
    import asyncpg

    async def ask():
        connection = await asyncpg.connect(env["DATABASE_URL"])
        await connection.fetchval("SELECT 1")
        await connection.close()

    asyncio.run(ask())


def ask_redis():
    import redis

    redis.from_url(env["REDIS_URL"]).ping()


def ask_neo4j():
    from neo4j import GraphDatabase, TrustCustomCAs

    uri = env["NEO4J_URI"]
    driver = GraphDatabase.driver(
        uri.replace("+s", ""),
        auth=(env["NEO4J_USERNAME"], env["NEO4J_PASSWORD"]),
        encrypted=True,
        trusted_certificates=TrustCustomCAs(env["NEO4J_CA_FILE"]),
        max_transaction_retry_time=0,
    )
    with driver:
        driver.execute_query("RETURN 1", database_=env["NEO4J_DATABASE"])


def ask_urllib():
    from ssl import create_default_context
    from urllib.request import Request, urlopen

    headers = {"Authorization": f"Bearer {env['CHROMA_TOKEN']}"}
    request = Request(f"{env['CHROMA_URL']}/api/v1/collections", headers=headers)
    urlopen(request, context=create_default_context(cafile=env["CHROMA_CA_FILE"])).close()


def ask_elasticsearch():
    from elasticsearch import Elasticsearch

    url = env["ELASTICSEARCH_URL"]
    with Elasticsearch(url, ca_certs=env["ELASTICSEARCH_CA_FILE"], max_retries=0) as client:
        client.cluster.health()


def ask_boto3():
    import boto3

    boto3.client("s3").list_objects_v2(Bucket=env["S3_BUCKET"])


asks = {
    "DATABASE_URL": [ask_psycopg2, ask_asyncpg],
    "REDIS_URL": [ask_redis],
    "NEO4J_URI": [ask_neo4j],
    "CHROMA_URL": [ask_urllib],
    "ELASTICSEARCH_URL": [ask_elasticsearch],
    "S3_BUCKET": [ask_boto3],
}


def causes(error):
    while error:
        yield str(error)
        error = error.__cause__ or error.__context__


def outcome(ask):
    try:
        ask()
    except Exception as error:
        words = "; ".join(causes(error))
        return "refused" if "certificate verify failed" in words else words
    return "answers"


found = {}
for variable, drivers in asks.items():
    if variable in env:
        # Several drivers of a service have to fare alike.
        found[variable] = " and ".join({outcome(ask): None for ask in drivers})
print(json.dumps(found))
