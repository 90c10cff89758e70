/** What a rule of iptables does with a packet: `-j`, `-g`, and the options of the targets. */
import type {NatTarget} from '../../../engine/nat/netfilter.js';
import {notModelled} from '../../complaint.js';
import type {Range} from '../../print/nat/words.js';
import {wrong} from './complaints.js';
import type {Conditions} from './conditions.js';
import {DROP, OTHER_TARGETS, TARGETS} from './options.js';
import {readPlaces, readToPorts} from './rule-words.js';

export interface AskedTarget {
	jump: string | undefined;
	goto: string | undefined;
	to: string | undefined;
	toPorts: Range | undefined;
	random: boolean;
}

/** A name that is no target is that of a chain; whether there is one is asked in the end. */
export function readJump(target: string): string {
	if (OTHER_TARGETS.includes(target)) throw notModelled(`iptables: "-j ${target}"`, `-j ${TARGETS.join(', ')}`);
	return target;
}

export function isTargetName(name: string): boolean {
	return name === DROP || OTHER_TARGETS.includes(name) || TARGETS.some((target) => target === name);
}

export function takeTargetOption(
	target: AskedTarget,
	option: '--to-source' | '--to-destination' | '--to-ports' | '--random',
	value: string,
) {
	switch (option) {
		case '--to-source':
		case '--to-destination':
			if (target.to !== undefined) throw wrong(`${target.jump}: option "${option}" can only be used once.\n`);
			target.to = value;
			break;
		case '--to-ports':
			target.toPorts = readToPorts(value);
			break;
		case '--random':
			target.random = true;
			break;
		default:
			option satisfies never;
	}
}

/** `undefined`: the rule only counts. */
export function targetOf({jump, goto, to, toPorts, random}: AskedTarget, {protocol}: Conditions): NatTarget | undefined {
	const ports = toPorts === undefined ? {} : {ports: toPorts};
	const chance = random ? {random: true} : {};
	const hasPorts = protocol !== undefined;
	if (toPorts !== undefined && !hasPorts) throw wrong('Need TCP, UDP, SCTP or DCCP with port specification');
	if (goto !== undefined) return {kind: 'goto', chain: goto};
	switch (jump) {
		case undefined:
			return undefined;
		case 'MASQUERADE':
			return {kind: 'masquerade', ...ports, ...chance};
		case 'REDIRECT':
			return {kind: 'redirect', ...ports, ...chance};
		case 'SNAT':
			if (to === undefined) throw wrong('SNAT: option "--to-source" must be specified\n');
			return {kind: 'snat', ...readPlaces(to, hasPorts), ...chance};
		case 'DNAT':
			if (to === undefined) throw wrong('DNAT: option "--to-destination" must be specified\n');
			return {kind: 'dnat', ...readPlaces(to, hasPorts), ...chance};
		case 'ACCEPT':
			return {kind: 'accept'};
		case 'RETURN':
			return {kind: 'return'};
		default:
			return {kind: 'jump', chain: jump};
	}
}
