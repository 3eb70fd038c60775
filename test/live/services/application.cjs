// An application that knows nothing but its environment: asks each service that it finds there, and prints what came of it as JSON.
const {Client: Elasticsearch} = require('@elastic/elasticsearch');
const {ListObjectsV2Command, S3Client} = require('@aws-sdk/client-s3');
const {ChromaClient} = require('chromadb');
const {Redis} = require('ioredis');
const neo4j = require('neo4j-driver');
const {Client: Postgres} = require('pg');

const {env} = process;

const asks = {
  async DATABASE_URL(url) {
    const client = new Postgres({connectionString: url});
    await client.connect();
    await client.query('SELECT 1').finally(() => client.end());
  },
  async REDIS_URL(url) {
    const client = new Redis(url, {lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0});
    client.on('error', () => undefined);
    await client.connect();
    await client.ping().finally(() => client.disconnect());
  },
  async NEO4J_URI(uri) {
    const driver = neo4j.driver(uri, neo4j.auth.basic(env.NEO4J_USERNAME, env.NEO4J_PASSWORD));
    await driver.executeQuery('RETURN 1', {}, {database: env.NEO4J_DATABASE}).finally(() => driver.close());
  },
  async CHROMA_URL(url) {
    const client = new ChromaClient({path: url, auth: {provider: 'token', credentials: env.CHROMA_TOKEN}});
    await client.getOrCreateCollection({name: 'application'});
    await client.deleteCollection({name: 'application'});
  },
  async ELASTICSEARCH_URL(url) {
    const client = new Elasticsearch({node: url, maxRetries: 0});
    await client.cluster.health().finally(() => client.close());
  },
  async S3_BUCKET(bucket) {
    const client = new S3Client({forcePathStyle: true, maxAttempts: 1});
    await client.send(new ListObjectsV2Command({Bucket: bucket})).finally(() => client.destroy());
  },
};

async function main() {
  const found = {};
  for (const [name, ask] of Object.entries(asks))
    if (env[name])
      found[name] = await ask(env[name]).then(
        () => 'answers',
        () => 'refused',
      );
  console.log(JSON.stringify(found));
}

main();
