/** `bond/*`, `lacp/show` (ofproto/bond.c, bond_unixctl_*; lib/lacp.c, lacp_unixctl_show). */
import {formatMac, parseMac} from '../../../engine/mac.js';
import {bondHash, listBonds} from '../../../engine/ovs/bond/bond-commands.js';
import {type BondReport, type LacpReport, reportBonds, reportLacp} from '../../../engine/ovs/bond/bond-report.js';
import type {LacpInfo} from '../../../engine/protocol/lacp.js';
import {type Asked, atoi, change, type DaemonAnswer, type DaemonCommand, refuse, text} from './daemon-command.js';

const MEMBER = {usage: 'port member', wants: [2, 2], names: ['ovs-port', 'ovs-interface']} as const;

export const BOND_COMMANDS: readonly DaemonCommand[] = [
	{
		...MEMBER,
		word: 'bond/disable-member',
		also: 'bond/disable-slave',
		help: 'takes a member out until its link says otherwise',
		run: (asked) => enable(asked, false),
	},
	{
		...MEMBER,
		word: 'bond/enable-member',
		also: 'bond/enable-slave',
		help: 'takes a member in until its link says otherwise',
		run: (asked) => enable(asked, true),
	},
	{
		word: 'bond/hash',
		usage: 'mac [vlan] [basis]',
		wants: [1, 3],
		names: ['mac', 'number', 'number'],
		help: 'the bucket of a station',
		run: hash,
	},
	{word: 'bond/list', usage: '', wants: [0, 0], names: [], help: 'all bonds', run: list},
	{
		word: 'bond/migrate',
		usage: 'port hash member',
		wants: [3, 3],
		names: ['ovs-port', 'number', 'ovs-interface'],
		help: 'sends a bucket of balance-slb by another member',
		run: migrate,
	},
	{...MEMBER, word: 'bond/set-active-member', also: 'bond/set-active-slave', help: 'makes a member the active one', run: setActive},
	{word: 'bond/show', usage: '[port]', wants: [0, 1], names: ['ovs-port'], help: 'members, which is active, what they carry', run: show},
	{word: 'lacp/show', usage: '[port]', wants: [0, 1], names: ['ovs-port'], help: 'what LACP has agreed on', run: showLacp},
];

function enable({place, args: [port = '', member = '']}: Asked, enabled: boolean): DaemonAnswer {
	return change({kind: 'ovs-bond-enable', machine: place.machine, port, member, enabled}, ({text: said = ''}) => said);
}

function setActive({place, args: [port = '', member = '']}: Asked): DaemonAnswer {
	return change({kind: 'ovs-bond-active', machine: place.machine, port, member}, ({text: said = ''}) => said);
}

function migrate({place, switchd, args: [port = '', digits = '', member = '']}: Asked): DaemonAnswer {
	const found = listBonds(switchd).find(({name}) => name === port);
	if (found?.bond.mode === 'balance-slb' && !/^\d*$/.test(digits)) return refuse('bad hash');
	return change({kind: 'ovs-bond-migrate', machine: place.machine, port, hash: atoi(digits), member}, ({text: said = ''}) => said);
}

function hash({args: [macText = '', vlan, basis]}: Asked): DaemonAnswer {
	if (vlan !== undefined && !/^\s*[+-]?\d/.test(vlan)) return refuse('invalid vlan');
	if (basis !== undefined && !/^\s*[+-]?\d/.test(basis)) return refuse('invalid basis');
	const mac = parseMac(macText);
	return mac === undefined ? refuse('invalid mac') : text(String(bondHash(mac, atoi(vlan ?? '0'), atoi(basis ?? '0'))));
}

function list({switchd}: Asked): DaemonAnswer {
	const rows = listBonds(switchd).map(({bridge, name, bond}) => {
		const members = bond.members.map(({port}) => bridge.ofPorts.get(port)?.name ?? '').join(', ');
		return `${name}\t${bond.mode}\t${bond.recirculation ?? 0}\t${members}\n`;
	});
	return text(`bond\ttype\trecircID\tmembers\n${rows.join('')}`);
}

function show({place, switchd, args: [name]}: Asked): DaemonAnswer {
	const reports = reportBonds(switchd, place.world.now, name);
	return name !== undefined && reports.length === 0 ? refuse('no such bond') : text(reports.map(bondText).join(''));
}

function bondText(bond: BondReport): string {
	const {recirculation, lbOutput, primary, active} = bond;
	const head = [
		`---- ${bond.name} ----`,
		`bond_mode: ${bond.mode}`,
		`bond may use recirculation: ${recirculation === undefined ? 'no' : 'yes'}, Recirc-ID : ${recirculation ?? -1}`,
		`bond-hash-basis: ${bond.basis}`,
		`lb_output action: ${lbOutput ? 'enabled' : 'disabled'}, bond-id: ${lbOutput ? recirculation : -1}`,
		...(bond.mode === 'balance-slb' ? [`all members active: ${bond.allMembersActive}`] : []),
		`updelay: ${bond.updelay} ms`,
		`downdelay: ${bond.downdelay} ms`,
		...(bond.nextRebalance === undefined ? [] : [`next rebalance: ${bond.nextRebalance} ms`]),
		`lacp_status: ${bond.lacpStatus}`,
		`lacp_fallback_ab: ${bond.lacpFallback}`,
		`active-backup primary: ${primary === undefined ? '<none>' : primary.name}${primary?.present === false ? ' (no such member)' : ''}`,
		`active member mac: ${formatMac(active.mac)}(${active.name ?? 'none'})`,
	];
	const members = bond.members.flatMap(({name, enabled, active: isActive, delay, mayEnable, hashes}) => [
		'',
		`member ${name}: ${enabled ? 'enabled' : 'disabled'}`,
		...(isActive ? ['  active member'] : []),
		...(delay === undefined ? [] : [`  ${enabled ? 'downdelay' : 'updelay'} expires in ${delay} ms`]),
		`  may_enable: ${mayEnable}`,
		...hashes.map(({hash: bucket, load}) => `  hash ${bucket}: ${load} kB load`),
	]);
	return [...head, ...members, '', ''].join('\n');
}

function showLacp({switchd, args: [name]}: Asked): DaemonAnswer {
	const reports = reportLacp(switchd, name);
	return name !== undefined && reports.length === 0 ? refuse('no such lacp object') : text(reports.map(lacpText).join(''));
}

function lacpText({name, active, negotiated, system, systemPriority, key, fast, members}: LacpReport): string {
	return [
		`---- ${name} ----`,
		`  status: ${active ? 'active' : 'passive'}${negotiated ? ' negotiated' : ''}`,
		`  sys_id: ${formatMac(system)}`,
		`  sys_priority: ${systemPriority}`,
		`  aggregation key: ${key ?? 'none'}`,
		`  lacp_time: ${fast ? 'fast' : 'slow'}`,
		...members.flatMap((member) => [
			'',
			`member: ${member.name}: ${member.status} ${member.attached ? 'attached' : 'detached'}`,
			`  port_id: ${member.portId}`,
			`  port_priority: ${member.portPriority}`,
			`  may_enable: ${member.mayEnable}`,
			'',
			...infoText('actor', member.actor),
			'',
			...infoText('partner', member.partner),
		]),
		'',
	].join('\n');
}

/** By their bits, the lowest first. */
const LACP_STATES = ['activity', 'timeout', 'aggregation', 'synchronized', 'collecting', 'distributing', 'defaulted', 'expired'];

function infoText(who: string, info: LacpInfo): string[] {
	const states = LACP_STATES.filter((_, bit) => info.state & (1 << bit)).map((state) => ` ${state}`);
	return [
		`  ${who} sys_id: ${formatMac(info.system)}`,
		`  ${who} sys_priority: ${info.systemPriority}`,
		`  ${who} port_id: ${info.port}`,
		`  ${who} port_priority: ${info.portPriority}`,
		`  ${who} key: ${info.key}`,
		`  ${who} state:${states.join('')}`,
	];
}
