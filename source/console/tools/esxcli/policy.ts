/** `policy failover`, `policy security` of a standard switch and of its port groups. */
import {entryOf} from '../../../engine/entry-of.js';
import type {SecurityPolicy, Verdict} from '../../../engine/vmware/security.js';
import type {TeamingPolicy, TeamPolicy} from '../../../engine/vmware/teaming.js';
import type {VmwareSwitch} from '../../../engine/vmware/vmware-switch-device.js';
import {deviceAt} from '../../../engine/world.js';
import type {Command, Place} from '../../command.js';
import {type Answer, DONE_SILENTLY, type Program, prints} from '../../program.js';
import {insist, portGroup, standardSwitch} from './find.js';
import {failure, fields} from './format.js';
import {type EsxOption, type Given, leaf, namespace, value} from './namespace.js';

const PATH = 'esxcli network vswitch standard';
const SWITCH: EsxOption = {word: '-v', also: ['--vswitch-name'], takes: 'name', help: 'The name of the vswitch.', required: true};
const GROUP: EsxOption = {word: '-p', also: ['--portgroup-name'], takes: 'group', help: 'The name of the port group.', required: true};
const USE_VSWITCH: EsxOption = {word: '-u', also: ['--use-vswitch'], help: 'Reset all values to those of the vswitch.'};

const FAILOVER: readonly EsxOption[] = [
	{word: '-a', also: ['--active-uplinks'], takes: 'text', help: 'Configure the list of active adapters and their failover order.'},
	{word: '-b', also: ['--failback'], takes: 'text', help: 'Configure whether a NIC will be used immediately when it comes back.'},
	{word: '-f', also: ['--failure-detection'], takes: 'text', help: 'How failure is detected: beacon, link.'},
	{word: '-l', also: ['--load-balancing'], takes: 'text', help: 'The load balancing policy: explicit, iphash, mac, portid.'},
	{word: '-n', also: ['--notify-switches'], takes: 'text', help: 'Whether to notify physical switches of a failover.'},
	{word: '-s', also: ['--standby-uplinks'], takes: 'text', help: 'Configure the list of standby adapters and their failover order.'},
];

/** The letter of the first differs: on a port group -p is its name. */
const security = (promiscuous: string): readonly EsxOption[] => [
	{word: '-f', also: ['--allow-forged-transmits'], takes: 'text', help: 'Allow ports to send packets with forged source addresses.'},
	{word: '-m', also: ['--allow-mac-change'], takes: 'text', help: 'Allow ports to change their MAC address.'},
	{word: promiscuous, also: ['--allow-promiscuous'], takes: 'text', help: 'Allow ports to be promiscuous.'},
];

const SHAPING: Command = {
	word: 'shaping',
	help: 'Commands to list and modify a shaping policy.',
	instead: 'policy failover, policy security',
};

export const POLICIES: Command = namespace(
	PATH,
	'policy',
	'Commands to manipulate network policy settings governing the given virtual switch.',
	[
		namespace(`${PATH} policy`, 'failover', 'Commands to list and modify failover policy settings', [
			leaf(`${PATH} policy failover`, 'get', 'Get the failover policy settings governing the given virtual switch', [SWITCH], getFailover),
			leaf(`${PATH} policy failover`, 'set', 'Configure the Failover policy for a virtual switch.', [...FAILOVER, SWITCH], setFailover),
		]),
		namespace(`${PATH} policy`, 'security', 'Commands to list and modify the security policy', [
			leaf(`${PATH} policy security`, 'get', 'Get the Security Policy governing the given virtual switch', [SWITCH], getSecurity),
			leaf(
				`${PATH} policy security`,
				'set',
				'Set the security policy for a given virtual switch',
				[...security('-p'), SWITCH],
				setSecurity,
			),
		]),
		SHAPING,
	],
);

const GROUP_PATH = `${PATH} portgroup policy`;
export const GROUP_POLICIES: Command = namespace(
	`${PATH} portgroup`,
	'policy',
	'Commands to list and modify the policies of a port group',
	[
		namespace(GROUP_PATH, 'failover', 'Commands to list and modify failover policy settings', [
			leaf(
				`${GROUP_PATH} failover`,
				'get',
				'Get the network failover policy settings governing the given port group',
				[GROUP],
				getGroupFailover,
			),
			leaf(
				`${GROUP_PATH} failover`,
				'set',
				'Configure the Failover policy for a port group.',
				[...FAILOVER, GROUP, USE_VSWITCH],
				setGroupFailover,
			),
		]),
		namespace(GROUP_PATH, 'security', 'Commands to list and modify the security policy', [
			leaf(`${GROUP_PATH} security`, 'get', 'Get the Security Policy governing the given port group.', [GROUP], getGroupSecurity),
			leaf(
				`${GROUP_PATH} security`,
				'set',
				'Set the security policy for a given port group',
				[...security('-o'), GROUP, USE_VSWITCH],
				setGroupSecurity,
			),
		]),
		SHAPING,
	],
);

/** As `get` calls them, and as `set` takes them. */
const SHOWN: Readonly<Record<TeamPolicy, string>> = {
	'port-id': 'srcport',
	'mac-hash': 'srcmac',
	'ip-hash': 'iphash',
	explicit: 'explicit',
	'nic-load': 'loadbased',
};
const TYPED: Readonly<Record<string, TeamPolicy>> = {portid: 'port-id', mac: 'mac-hash', iphash: 'ip-hash', explicit: 'explicit'};

function failoverText(place: Place, {uplinks}: VmwareSwitch, team: TeamingPolicy): string {
	const names = uplinks.map(({device}) => deviceAt(place.world, device).name);
	const active = (team.active ?? names).filter((name) => names.includes(name));
	const standby = team.standby.filter((name) => names.includes(name));
	return fields([
		['Load Balancing', SHOWN[team.policy]],
		['Network Failure Detection', team.detection],
		['Notify Switches', team.notify],
		['Failback', team.failback],
		['Active Adapters', active.join(', ')],
		['Standby Adapters', standby.join(', ')],
		['Unused Adapters', names.filter((name) => !active.includes(name) && !standby.includes(name)).join(', ')],
	]);
}

function getFailover(place: Place, given: Given): Answer {
	const home = standardSwitch(place, value(given, '-v'));
	return prints(failoverText(place, home, home.settings.teaming));
}

function getGroupFailover(place: Place, given: Given): Answer {
	const {home, group} = portGroup(place, value(given, '-p'));
	const {policy, detection, notify, failback, active, standby} = group.teaming;
	const own = fields([
		['Override Vswitch Load Balancing', policy !== undefined],
		['Override Vswitch Network Failure Detection', detection !== undefined],
		['Override Vswitch Notify Switches', notify !== undefined],
		['Override Vswitch Failback', failback !== undefined],
		['Override Vswitch Uplinks', active !== undefined || standby !== undefined],
	]);
	return prints(failoverText(place, home, {...home.settings.teaming, ...group.teaming}) + own);
}

/** What is set together: who is named is active or stands by, and nobody else. */
function readFailover(home: VmwareSwitch, given: Given, place: Place): Partial<TeamingPolicy> {
	const typed = given.get('-l');
	const policy = typed === undefined ? undefined : entryOf(TYPED, typed);
	if (typed !== undefined && !policy) throw failure(`Invalid load balancing policy ${typed}: explicit, iphash, mac, portid`);
	const detection = given.get('-f');
	if (detection !== undefined && detection !== 'link' && detection !== 'beacon')
		throw failure(`Invalid failure detection ${detection}: beacon, link`);
	const [active, standby] = [readUplinks(place, home, given.get('-a')), readUplinks(place, home, given.get('-s'))];
	return {
		...(policy ? {policy} : {}),
		...(detection ? {detection} : {}),
		...(given.has('-b') ? {failback: readBoolean(value(given, '-b'))} : {}),
		...(given.has('-n') ? {notify: readBoolean(value(given, '-n'))} : {}),
		...(active || standby ? {active: active ?? [], standby: standby ?? []} : {}),
	};
}

function readUplinks({world}: Place, {uplinks, name: home}: VmwareSwitch, text: string | undefined): string[] | undefined {
	const names = text?.split(',').filter((name) => name !== '');
	const stranger = names?.find((name) => !uplinks.some(({device}) => deviceAt(world, device).name === name));
	if (stranger !== undefined) throw failure(`Uplink ${stranger} is not on ${home}`);
	return names;
}

function readBoolean(text: string): boolean {
	if (/^(?:true|yes|on|1)$/i.test(text)) return true;
	if (/^(?:false|no|off|0)$/i.test(text)) return false;
	throw failure(`Invalid value ${text}: true or false`);
}

function* setFailover(place: Place, given: Given): Program {
	const home = standardSwitch(place, value(given, '-v'));
	yield* insist({kind: 'set-vmware-switch', device: home.id, options: {teaming: readFailover(home, given, place)}});
	return DONE_SILENTLY;
}

function* setGroupFailover(place: Place, given: Given): Program {
	const {home, group} = portGroup(place, value(given, '-p'));
	const reset = given.has('-u') ? {reset: ['teaming'] as const} : {};
	const teaming = readFailover(home, given, place);
	yield* insist({kind: 'set-port-group', device: home.id, name: group.name, options: {teaming}, ...reset});
	return DONE_SILENTLY;
}

function securityText({promiscuous, macChanges, forgedTransmits}: SecurityPolicy): string {
	return fields([
		['Allow Promiscuous', promiscuous === 'accept'],
		['Allow MAC Address Change', macChanges === 'accept'],
		['Allow Forged Transmits', forgedTransmits === 'accept'],
	]);
}

function getSecurity(place: Place, given: Given): Answer {
	return prints(securityText(standardSwitch(place, value(given, '-v')).settings.security));
}

function getGroupSecurity(place: Place, given: Given): Answer {
	const {home, group} = portGroup(place, value(given, '-p'));
	const {promiscuous, macChanges, forgedTransmits} = group.security;
	const own = fields([
		['Override Vswitch Allow Promiscuous', promiscuous !== undefined],
		['Override Vswitch Allow MAC Address Change', macChanges !== undefined],
		['Override Vswitch Allow Forged Transmits', forgedTransmits !== undefined],
	]);
	return prints(securityText({...home.settings.security, ...group.security}) + own);
}

function readSecurity(given: Given, promiscuous: string): Partial<SecurityPolicy> {
	const verdict = (letter: string): Verdict => (readBoolean(value(given, letter)) ? 'accept' : 'reject');
	return {
		...(given.has(promiscuous) ? {promiscuous: verdict(promiscuous)} : {}),
		...(given.has('-m') ? {macChanges: verdict('-m')} : {}),
		...(given.has('-f') ? {forgedTransmits: verdict('-f')} : {}),
	};
}

function* setSecurity(place: Place, given: Given): Program {
	const {id: device} = standardSwitch(place, value(given, '-v'));
	yield* insist({kind: 'set-vmware-switch', device, options: {security: readSecurity(given, '-p')}});
	return DONE_SILENTLY;
}

function* setGroupSecurity(place: Place, given: Given): Program {
	const {home, group} = portGroup(place, value(given, '-p'));
	const reset = given.has('-u') ? {reset: ['security'] as const} : {};
	const options = {security: readSecurity(given, '-o')};
	yield* insist({kind: 'set-port-group', device: home.id, name: group.name, options, ...reset});
	return DONE_SILENTLY;
}
