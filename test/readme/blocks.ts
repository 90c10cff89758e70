/**
 * The parts of the README that are made from the source: the keys and what is not modelled.
 * They stand between `<!-- name -->` and `<!-- /name -->`.
 */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {helpText} from '../../source/commands/help-text.js';
import {en} from '../../source/locale/en.js';
import {allKeys, BINDINGS} from '../../source/ui/keys.js';
import {playSession, readSession, writeSession} from './session.js';

const root = join(import.meta.dirname, '../..');

/** The engine files whose opening chapter stands for a subject. */
const CHAPTERS = [
	'frame',
	'receive',
	'transmit',
	'carrier',
	'devices/macvlan',
	'devices/bridge/bridge',
	'devices/bridge/egress',
	'fdb',
	'devices/bridge/vlan',
	'devices/bridge/link-local',
	'devices/bridge/stp',
	'devices/bridge/mdb-snooping',
	'devices/vlan-link',
	'devices/vlan-switch',
	'vmware/vmware-switch',
	'vmware/teaming',
	'vmware/beacon',
	'vmware/security',
	'vmware/mac-learning',
	'vmware/manager',
	'vmware/private-vlan',
	'vmware/mirror',
	'vmware/lag',
	'vmware/vem',
	'devices/bonding/bonding',
	'devices/vxlan/vxlan',
	'devices/gretap/gretap',
	'sriov/embedded-switch',
	'sriov/filters',
	'sriov/admission',
	'sriov/pacing',
	'sriov/failover',
	'sriov/migration',
	'tc/hook',
	'devices/datapath/datapath',
	'devices/datapath/flow-cache',
	'flow/key',
	'flow/classifier',
	'flow/flow-tables',
	'ovs/database/database',
	'ovs/configure/reconfigure',
	'ovs/translate/translate',
	'ovs/normal/normal',
	'ovs/normal/port-vlan',
	'ovs/mac/mac-learning',
	'ovs/snooping/mcast-snooping',
	'ovs/stp/ovs-stp',
	'ovs/bond/bonds',
	'ovs/translate/tunnel-ports',
	'ovs/export/netflow',
	'ovs/upcall',
	'ovs/revalidator',
	'ovs/controller/controllers',
	'openflow/controller',
	'hosted/vmnet',
	'hosted/presets',
	'hosted/uplink',
	'hosted/wireless',
	'hosted/services',
	'hosted/nat-service',
	'hosted/user-network',
	'reach/reach',
	'fabric/fabric',
	'fabric/table',
	'fabric/kept-table',
	'fabric/fair-table',
	'fabric/bucket-table',
	'fabric/flat',
	'fabric/underlay',
	'fabric/overlay',
	'fabric/traffic',
	'fabric/formulas',
	'stack/stack',
	'stack/address',
	'stack/route',
	'stack/route-table',
	'stack/ipv4-input',
	'stack/forward',
	'stack/icmp-error',
	'stack/path-mtu',
	'stack/fragment',
	'stack/tunnel',
	'stack/neighbour',
	'stack/ping',
	'stack/tcp/tcp',
	'stack/tcp/options',
	'stack/tcp/input',
	'stack/tcp/output',
	'stack/tcp/receive',
	'stack/tcp/acknowledgement',
	'stack/tcp/recovery',
	'stack/tcp/timers',
	'stack/tcp/segment-size',
	'programs/programs',
	'programs/dhcp-client',
	'programs/dhcp-server',
	'programs/dns-server',
	'programs/resolver',
	'programs/http',
	'programs/web-server',
	'programs/web-request',
	'nat/tuple',
	'nat/track',
	'nat/tcp-tracking',
	'nat/tcp-window',
	'nat/table',
	'nat/translate',
	'nat/unique',
	'nat/rules',
	'nat/hooks',
	'budget/line-rate',
	'budget/catalogue',
	'budget/path',
	'budget/paths/kernel',
	'budget/paths/bypass',
	'budget/paths/guest',
	'budget/sum',
	'budget/traffic',
	'budget/simulate',
];

/** What every block of the README must hold, by name. */
export const BLOCKS: Readonly<Record<string, () => string>> = {
	help: helpBlock,
	keys: keysBlock,
	'not-modelled': notModelledBlock,
	session: sessionBlock,
};

/** What `--help` prints. */
function helpBlock(): string {
	return `\`\`\`text\n${helpText()}\n\`\`\``;
}

/** The commands of the session as they stand there, with what they print. */
function sessionBlock(): string {
	return writeSession(playSession(readSession(blockIn(readFileSync(join(root, 'README.md'), 'utf8'), 'session'))));
}

/** The key table, in the order of `ui/keys.ts`. */
function keysBlock(): string {
	const rows = BINDINGS.filter(({contexts}) => contexts.some((context) => ['everywhere', 'map', 'step', 'player'].includes(context))).map(
		(binding) => `| \`${allKeys(binding)}\` | ${en.keys[binding.intent].long} |`,
	);
	return ['| key | what it does |', '| --- | --- |', ...new Set(rows)].join('\n');
}

/** A row for each chapter: its title, and its last paragraph, which says what is left out. */
function notModelledBlock(): string {
	const rows = CHAPTERS.map((name) => {
		const path = `source/engine/${name}.ts`;
		const {title, left} = chapterOf(readFileSync(join(root, path), 'utf8'), path);
		return `| [${title}](${path}) | ${left} |`;
	});
	return ['| subject | not modelled |', '| --- | --- |', ...rows].join('\n');
}

function chapterOf(source: string, path: string): {title: string; left: string} {
	const head = /^\/\*\n([\s\S]*?)\*\//.exec(source)?.[1]?.replace(/^ \* ?/gm, '');
	const title = head?.split('\n')[0]?.trim();
	const left = head && /Not modelled: ([\s\S]*?)(?:\n\n|\s*$)/.exec(head)?.[1]?.replace(/\s+/g, ' ').trim();
	if (!title || !left) throw new Error(`${path} does not open with a chapter that ends in "Not modelled: …"`);
	return {title, left};
}

/** The text of a block in the README; throws when the markers are not there. */
export function blockIn(readme: string, name: string): string {
	const found = new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)\\n<!-- /${name} -->`).exec(readme);
	if (!found) throw new Error(`README.md has no block "${name}"`);
	return found[1] as string;
}

/** The README with a block replaced. */
export function withBlock(readme: string, name: string, text: string): string {
	// A function, because `$` means something in a replacement.
	return readme.replace(`<!-- ${name} -->\n${blockIn(readme, name)}\n`, () => `<!-- ${name} -->\n${text}\n`);
}
