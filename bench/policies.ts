import {nodeEnvironment} from '../operations/session';
import {rules} from '../policies/all';
import {toPolicy} from '../policies/policy';
import {pack, runWithPack} from '../test/engine/policies/preview';
import {compliant, ownerLabels} from '../test/unit/policies/fixtures';
import {type Declared, judgeStack} from '../test/unit/policies/harness';
import {ownStack} from '../test/unit/policies/own-stack';
import {analyze} from '../test/unit/policies/sdk';

const policies = rules.map(toPolicy);

/** A stack of containers that follow all rules, each with a network and a volume of its own. */
function stackOf(count: number): Declared[] {
  return Array.from({length: count}, (_, index) => {
    const service = `service-${index}`;
    const labels = ownerLabels(service);
    const change = {
      labels,
      volumes: [{volumeName: `data-${index}`, containerPath: '/data'}],
      networksAdvanced: [{name: `network-${index}`}],
    };
    const network = {...compliant.network.inputs, name: `network-${index}`, labels};
    const volume = {...compliant.volume.inputs, name: `data-${index}`};
    return [
      {type: compliant.container.type, name: service, inputs: {...compliant.container.inputs, ...change}},
      {type: compliant.network.type, name: service, inputs: network},
      {...compliant.volume, name: service, inputs: volume},
    ];
  }).flat();
}

/** Milliseconds of processor time that the whole pack takes for a stack, by the SDK's own server. */
async function time(resources: readonly Declared[]): Promise<number> {
  const start = process.cpuUsage();
  for (const resource of resources) {
    const found = await analyze(policies, resource);
    if (found.length > 0) throw new Error(JSON.stringify(found));
  }
  for (const rule of rules) {
    const {messages} = judgeStack(rule, resources);
    if (messages.length > 0) throw new Error(messages.join('\n'));
  }
  const {user, system} = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Seconds of previews by the real engine, started as `./platform` does: the fastest of some, since the machine does other things too. */
async function fastestPreview(resources: readonly Declared[], pack: string | false): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    const {isRefused, output} = await runWithPack(resources, {pack, env: nodeEnvironment()});
    if (isRefused) throw new Error(output);
    times.push((performance.now() - start) / 1000);
  }
  return Math.min(...times);
}

async function addedToPreview(): Promise<void> {
  const resources = (await ownStack('off')).filter(({type}) => !type.startsWith('kailash:'));
  const without = await fastestPreview(resources, false);
  const loaded = await fastestPreview(resources, pack);
  const added = (loaded - without).toFixed(2);
  console.log(
    `preview of ${resources.length} resources: ${without.toFixed(2)} s, with the pack ${loaded.toFixed(2)} s, added ${added} s`,
  );
}

async function main(): Promise<void> {
  await time(stackOf(30));
  console.log(`policies: ${rules.length} rules, processor time`);
  let before: number | undefined;
  for (const count of [10, 100, 1000]) {
    const resources = stackOf(count);
    const ms = await time(resources);
    const growth = before === undefined ? '' : `, ${(ms / before).toFixed(1)} times the row above`;
    const each = (ms / resources.length).toFixed(2);
    console.log(`${count} containers, ${resources.length} resources: ${ms.toFixed(0)} ms, ${each} ms each${growth}`);
    before = ms;
  }
  await addedToPreview();
}

void main();
