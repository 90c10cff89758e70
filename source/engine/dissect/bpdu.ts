/** STP and RSTP (IEEE 802.1D-2004 9.3). */
import {broken, type Dissector, layerOf, restAs, truncated} from './dissector.js';
import {fieldNamed} from './field.js';
import {readTable, type Spec, spec} from './read-table.js';

const TYPES: Readonly<Record<number, string>> = {
	0: 'Configuration',
	2: 'Rapid/Multiple Spanning Tree',
	128: 'Topology Change Notification',
};
const HEAD: readonly Spec[] = [
	spec(16, 'stp.protocol', 'Protocol Identifier', 'hex', {names: {0: 'Spanning Tree Protocol'}}),
	spec(8, 'stp.version', 'Protocol Version Identifier', 'decimal', {names: {0: 'Spanning Tree', 2: 'Rapid Spanning Tree'}}),
	spec(8, 'stp.type', 'BPDU Type', 'hex', {names: TYPES}),
];
/** Times are in 1/256 s. */
const time = (name: string, label: string): Spec => spec(16, name, label, 'decimal', {scale: 1 / 256, unit: ' s'});
const bridge = (name: string, label: string): Spec[] => [
	spec(4, `stp.${name}.prio`, `${label} Priority`, 'decimal', {scale: 4096}),
	spec(12, `stp.${name}.ext`, `${label} System ID Extension`, 'decimal'),
	spec(48, `stp.${name}.hw`, `${label} System ID`, 'mac'),
];
const BODY: readonly Spec[] = [
	spec(1, 'stp.flags.tcack', 'Topology Change Acknowledgment', 'flag'),
	spec(1, 'stp.flags.agreement', 'Agreement', 'flag'),
	spec(1, 'stp.flags.forwarding', 'Forwarding', 'flag'),
	spec(1, 'stp.flags.learning', 'Learning', 'flag'),
	spec(2, 'stp.flags.port_role', 'Port Role', 'decimal', {names: {0: 'Unknown', 1: 'Alternate or Backup', 2: 'Root', 3: 'Designated'}}),
	spec(1, 'stp.flags.proposal', 'Proposal', 'flag'),
	spec(1, 'stp.flags.tc', 'Topology Change', 'flag'),
	...bridge('root', 'Root Bridge'),
	spec(32, 'stp.root.cost', 'Root Path Cost', 'decimal'),
	...bridge('bridge', 'Bridge'),
	spec(16, 'stp.port', 'Port identifier', 'hex'),
	time('stp.msg_age', 'Message Age'),
	time('stp.max_age', 'Max Age'),
	time('stp.hello', 'Hello Time'),
	time('stp.forward', 'Forward Delay'),
];
const VERSION_1_LENGTH = spec(8, 'stp.version_1_length', 'Version 1 Length', 'decimal');
const NOTIFICATION = 0x80;
const RAPID = 0x02;

export const dissectBpdu: Dissector = (stretch) => {
	const {bytes, from, end} = stretch;
	const head = readTable(bytes, from, end, HEAD);
	const type = fieldNamed(head, 'stp.type')?.value;
	const bare = layerOf('stp', 'Spanning Tree Protocol', from, head.fields);
	if (!head.complete) return {layer: bare, next: truncated(stretch)};
	if (type === NOTIFICATION) return {layer: bare, next: restAs('padding', head.to, end)};
	if (type !== 0 && type !== RAPID) return {layer: bare, next: broken(stretch)};
	const body = readTable(bytes, head.to, end, type === RAPID ? [...BODY, VERSION_1_LENGTH] : BODY);
	const layer = layerOf('stp', bare.title, from, [...head.fields, ...body.fields]);
	return {layer, next: body.complete ? restAs('padding', body.to, end) : truncated(stretch)};
};
