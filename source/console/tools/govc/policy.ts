/** `govc dvs.policy`: teams, security and LAGs of distributed switches, which the real one leaves to PowerCLI. */

import type {LearningPolicy} from '../../../engine/vmware/mac-learning.js';
import {MOST_LEARNED} from '../../../engine/vmware/mac-learning.js';
import type {SecurityPolicy, Verdict} from '../../../engine/vmware/security.js';
import {DETECTIONS, TEAM_POLICIES, type TeamingPolicy} from '../../../engine/vmware/teaming.js';
import type {GroupReset, SwitchOptions} from '../../../engine/vmware/vmware-change.js';
import type {Place} from '../../command.js';
import {type Program, prints} from '../../program.js';
import {readUnsigned} from '../../values.js';
import {DVS} from './dvs.js';
import {failure, type Given, type GovcCommand} from './flags.js';
import {groupNamed, insist, switchNamed, vcenterOf} from './inventory.js';

const POLICY: GovcCommand = {
	word: 'dvs.policy',
	help: "Team and security of a distributed switch, or of a port group of it.\nNot in the real govc, where this takes PowerCLI's Set-VDUplinkTeamingPolicy and Set-VDSecurityPolicy.",
	usage: '',
	keywords: [
		DVS,
		{word: '-pg', takes: 'group', help: 'of this port group only'},
		{word: '-inherit', help: 'the port group has everything from its switch again'},
		{word: '-load-balancing', takes: 'text', help: TEAM_POLICIES.join(', ')},
		{word: '-active', takes: 'text', help: 'uplinks and LAGs in order, with commas'},
		{word: '-standby', takes: 'text', help: 'uplinks that stand by'},
		{word: '-failback', takes: 'text', help: 'true or false'},
		{word: '-notify', takes: 'text', help: 'true or false'},
		{word: '-detection', takes: 'text', help: DETECTIONS.join(', ')},
		{word: '-promiscuous', takes: 'text', help: 'true or false'},
		{word: '-mac-changes', takes: 'text', help: 'true or false'},
		{word: '-forged-transmits', takes: 'text', help: 'true or false'},
		{word: '-mac-learning', takes: 'text', help: 'of a port group: true or false'},
		{word: '-mac-limit', takes: 'number', help: `of MAC learning: 1 to ${MOST_LEARNED}`},
	],
	run: policy,
};

const LAG: GovcCommand = {
	word: 'dvs.lag',
	help: 'A LAG of a distributed switch; without -mode it goes. Not in the real govc, where this takes the vSphere Client.',
	usage: 'NAME',
	keywords: [DVS, {word: '-mode', takes: 'text', help: 'active, passive'}, {word: '-fast', help: 'frames of LACP every second'}],
	run: lag,
};

export const POLICY_COMMANDS: readonly GovcCommand[] = [POLICY, LAG];

function* policy(place: Place, given: Given): Program {
	const vcenter = vcenterOf(place);
	const {flags} = given;
	const path = flags.get('pg');
	const [teaming, security, learning] = [readTeam(given), readSecurity(given), readLearning(given)];
	if (path === undefined) {
		const {name} = switchNamed(vcenter, flags.get('dvs'));
		if (learning !== undefined) throw failure('MAC learning is set on a port group: -pg NAME');
		yield* insist({kind: 'set-managed-switch', machine: vcenter.id, name, options: {teaming, security}});
		return prints('');
	}
	const {home, group} = groupNamed(vcenter, path);
	const all: GroupReset = ['security', 'teaming'];
	const reset = flags.has('inherit') ? {reset: all} : {};
	const options = {teaming, security, ...(learning === undefined ? {} : {learning: learning.policy})};
	yield* insist({kind: 'set-managed-group', machine: vcenter.id, name: home.name, group: group.name, options, ...reset});
	return prints('');
}

function readTeam({flags}: Given): Partial<TeamingPolicy> {
	const [active, standby] = [readNames(flags.get('active')), readNames(flags.get('standby'))];
	const policyName = choice(flags, 'load-balancing', TEAM_POLICIES);
	const detection = choice(flags, 'detection', DETECTIONS);
	const [failback, notify] = [readSwitch(flags, 'failback'), readSwitch(flags, 'notify')];
	return {
		...(policyName ? {policy: policyName} : {}),
		...(detection ? {detection} : {}),
		...(active ? {active} : {}),
		...(standby ? {standby} : {}),
		...(failback === undefined ? {} : {failback}),
		...(notify === undefined ? {} : {notify}),
	};
}

function readNames(text: string | undefined): string[] | undefined {
	return text?.split(',').filter((name) => name !== '');
}

function choice<Name extends string>(flags: Given['flags'], flag: string, names: readonly Name[]): Name | undefined {
	const typed = flags.get(flag);
	const found = names.find((name) => name === typed);
	if (typed !== undefined && !found) throw failure(`-${flag} is one of ${names.join(', ')}`);
	return found;
}

function readSwitch(flags: Given['flags'], flag: string): boolean | undefined {
	const typed = choice(flags, flag, ['true', 'false']);
	return typed === undefined ? undefined : typed === 'true';
}

function readSecurity({flags}: Given): Partial<SecurityPolicy> {
	const verdict = (flag: string): Verdict | undefined => {
		const typed = readSwitch(flags, flag);
		return typed === undefined ? undefined : typed ? 'accept' : 'reject';
	};
	const [promiscuous, macChanges, forgedTransmits] = [verdict('promiscuous'), verdict('mac-changes'), verdict('forged-transmits')];
	return {
		...(promiscuous ? {promiscuous} : {}),
		...(macChanges ? {macChanges} : {}),
		...(forgedTransmits ? {forgedTransmits} : {}),
	};
}

/** `policy` is `undefined` to switch it off. */
function readLearning({flags}: Given): {policy: LearningPolicy | undefined} | undefined {
	const on = readSwitch(flags, 'mac-learning');
	if (on === undefined) return undefined;
	const limit = readUnsigned(flags.get('mac-limit') ?? String(MOST_LEARNED), MOST_LEARNED);
	if (!limit) throw failure(`-mac-limit is 1 to ${MOST_LEARNED}`);
	return {policy: on ? {limit, whenFull: 'allow', flooding: true} : undefined};
}

function* lag(place: Place, {flags, words}: Given): Program {
	const vcenter = vcenterOf(place);
	const {name: home, settings} = switchNamed(vcenter, flags.get('dvs'));
	const [name = ''] = words;
	const mode = choice(flags, 'mode', ['active', 'passive']);
	const others = settings.lags.filter((one) => one.name !== name);
	if (name === '' || (!mode && others.length === settings.lags.length)) throw failure(`there is no LAG "${name}"`);
	const options: SwitchOptions = {lags: mode ? [...others, {name, mode, fast: flags.has('fast')}] : others};
	yield* insist({kind: 'set-managed-switch', machine: vcenter.id, name: home, options});
	return prints('');
}
