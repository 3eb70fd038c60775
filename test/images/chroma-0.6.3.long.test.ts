import {chromaContract} from './chroma';
import {describeContract} from './contract';

describeContract(
  chromaContract(
    'chroma-0.6.3',
    'v2',
    'tenants/default_tenant/databases/default_database/collections',
    {
      provider: 'CHROMA_SERVER_AUTHN_PROVIDER',
      credentialsProvider: 'CHROMA_AUTH_TOKEN_TRANSPORT_HEADER',
      credentials: 'CHROMA_SERVER_AUTHN_CREDENTIALS',
    },
    ['chromadb.auth.token_authn.TokenAuthenticationServerProvider', 'Authorization'],
  ),
);
