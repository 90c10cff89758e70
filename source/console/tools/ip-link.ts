/** `ip link`: which verbs there are. Each has a file of its own. */
import type {Command, Keyword} from '../command.js';
import {Complaint} from '../complaint.js';
import {dispatch} from '../grammar.js';
import {IP_LINK_USAGE} from '../usage/ip.js';
import {addLink} from './ip-link-add.js';
import {deleteLink, setLink} from './ip-link-set.js';
import {LINK_FILTERS, showLinks} from './ip-link-show.js';
import {BOND_OPTIONS} from './kind-bond.js';
import {BRIDGE_OPTIONS} from './kind-bridge.js';
import {BRIDGE_SLAVE_OPTIONS} from './kind-bridge-slave.js';
import {GRETAP_OPTIONS} from './kind-gretap.js';
import {MACVLAN_OPTIONS} from './kind-macvlan.js';
import {VETH_OPTIONS} from './kind-veth.js';
import {VLAN_OPTIONS} from './kind-vlan.js';
import {VXLAN_OPTIONS} from './kind-vxlan.js';
import {LINK_KEYWORDS} from './link-request.js';
import {VF_SETTINGS} from './vf-request.js';

const DETAILS: Readonly<Record<string, readonly Keyword[]>> = {
	macvlan: MACVLAN_OPTIONS,
	macvtap: MACVLAN_OPTIONS,
	bond: BOND_OPTIONS,
	bridge: BRIDGE_OPTIONS,
	bridge_slave: BRIDGE_SLAVE_OPTIONS,
	veth: VETH_OPTIONS,
	vlan: VLAN_OPTIONS,
	vxlan: VXLAN_OPTIONS,
	gretap: GRETAP_OPTIONS,
};

const common = {short: true, bare: 'device' as const, keywords: LINK_KEYWORDS, details: DETAILS};

/** In the order in which `ip link` tries them, so that `ip link s` is set. */
const COMMANDS: readonly Command[] = [
	{...common, word: 'add', help: 'create a device', bare: 'name', run: addLink},
	{...common, word: 'set', also: ['change'], help: 'change a device', follows: {vf: VF_SETTINGS}, run: setLink},
	{word: 'replace', short: true, help: 'create or change a device', instead: 'ip link add, ip link set'},
	{...common, word: 'delete', help: 'remove a device', run: deleteLink},
	{word: 'show', also: ['lst', 'list'], short: true, help: 'the devices', keywords: LINK_FILTERS, bare: 'device', run: showLinks},
	{word: 'xstats', short: true, help: 'counters of one kind of device', instead: 'ip -s link'},
	{word: 'afstats', short: true, help: 'counters of one family', instead: 'ip -s link'},
	{word: 'property', short: true, help: 'alternative names', instead: 'ip link set DEVICE name NAME'},
	{word: 'help', short: true, help: 'help', run: linkUsage},
];

export const IP_LINK: Command = {
	word: 'link',
	short: true,
	help: 'network devices',
	commands: COMMANDS,
	run: (place, words, options) => dispatch('ip link', COMMANDS, place, words, options, {otherwise: 'show', unknown}),
};

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "ip link help".\n`, 255);
}

function linkUsage(): never {
	throw new Complaint(IP_LINK_USAGE, 255);
}
