import {chromaContract} from './chroma';
import {describeContract} from './contract';

describeContract(
  chromaContract(
    'chroma',
    'v1',
    'collections',
    {
      provider: 'CHROMA_SERVER_AUTH_PROVIDER',
      credentialsProvider: 'CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER',
      credentials: 'CHROMA_SERVER_AUTH_CREDENTIALS',
    },
    ['chromadb.auth.token.TokenAuthServerProvider', 'chromadb.auth.token.TokenConfigServerAuthCredentialsProvider'],
  ),
);
