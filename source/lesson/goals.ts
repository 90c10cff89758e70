/** Goals: which are met in a world. Each is tried on a copy; what is under way there comes to its end first. */
import type {History} from '../engine/history.js';
import {machineNamed} from '../engine/world.js';
import {tryOut} from './ask.js';
import {addressIn} from './names.js';
import type {Goal} from './schema.js';
import type {Stimulus} from './stimulus.js';

/** Ids of the goals that are met, in their order. */
export function metGoals(goals: readonly Goal[], history: History): string[] {
	return goals.filter((goal) => isMet(goal, history)).map((goal) => goal.id);
}

function isMet(goal: Goal, history: History): boolean {
	// A learner may have deleted a device or an address that the goal pings with: then it is simply not met.
	const {query} = goal;
	const pings = query.kind === 'reach' ? [query, ...goal.when] : goal.when;
	return pings.every((ping) => canPing(ping, history)) && tryOut(goal, history).met;
}

function canPing(ping: Stimulus | {from: string; to: string; kind: 'reach'}, history: History): boolean {
	if (ping.kind !== 'ping' && ping.kind !== 'reach') return true;
	const {world} = history;
	return machineNamed(world, ping.from) !== undefined && addressIn(world, ping.to) !== undefined;
}
