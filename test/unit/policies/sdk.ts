import type {Policies} from '@pulumi/policy';
import * as server from '@pulumi/policy/server';
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerResourceOptions,
  type RemediateResponse,
} from '@pulumi/pulumi/proto/analyzer_pb';
import {Struct} from 'google-protobuf/google/protobuf/struct_pb';
import {type Declared, urnOf} from './harness';

type Call<Response> = (
  name: string,
  version: string,
  level: 'advisory',
  policies: Policies,
) => (call: {readonly request: AnalyzeRequest}, done: (error: Error | null, response?: Response) => void) => void;

/** The SDK exports its server's functions without types. */
const {makeAnalyzeRpcFun, makeRemediateRpcFun} = server as unknown as {
  readonly makeAnalyzeRpcFun: Call<AnalyzeResponse>;
  readonly makeRemediateRpcFun: Call<RemediateResponse>;
};

const signature = '4dabf18193072939515e22adb298388d';
const secretSignature = '1b47061264138c4ac30d75fd1eb44270';

/** A value as the engine sends a secret. */
export const asSecret = (value: unknown): unknown => ({[signature]: secretSignature, value});

/** Whether a value is one that the engine will encrypt. */
export const isSecret = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (value as Record<string, unknown>)[signature] === secretSignature;

function request(declared: Declared): AnalyzeRequest {
  const options = new AnalyzerResourceOptions();
  options.setProtect(declared.opts?.protect ?? false);
  const message = new AnalyzeRequest();
  message.setType(declared.type);
  message.setUrn(urnOf(declared));
  message.setName(declared.name);
  message.setOptions(options);
  message.setProperties(Struct.fromJavaScript(declared.inputs as Parameters<typeof Struct.fromJavaScript>[0]));
  return message;
}

interface Diagnostic {
  readonly policy: string;
  readonly message: string;
  readonly level: number;
}

/** What the SDK's own server answers for a resource, as the engine would hear it; messages without the description. */
export function analyze(policies: Policies, declared: Declared): Promise<Diagnostic[]> {
  return new Promise((resolve, reject) => {
    makeAnalyzeRpcFun(
      'pack',
      '1.0.0',
      'advisory',
      policies,
    )({request: request(declared)}, (error, response) => {
      if (error || !response) return reject(error);
      resolve(
        response.getDiagnosticsList().map((diagnostic) => ({
          policy: diagnostic.getPolicyname(),
          message: diagnostic.getMessage().split('\n').at(-1) ?? '',
          level: diagnostic.getEnforcementlevel(),
        })),
      );
    });
  });
}

/** The properties that the SDK's own server gives back for a resource, or what it says instead. */
export function remediated(policies: Policies, declared: Declared): Promise<(Record<string, unknown> | string)[]> {
  return new Promise((resolve, reject) => {
    makeRemediateRpcFun(
      'pack',
      '1.0.0',
      'advisory',
      policies,
    )({request: request(declared)}, (error, response) => {
      if (error || !response) return reject(error);
      resolve(response.getRemediationsList().map((one) => one.getProperties()?.toJavaScript() ?? one.getDiagnostic()));
    });
  });
}
