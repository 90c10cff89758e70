/**
 * `tc qdisc` and `tc filter`: the qdisc that carries classifiers, and the filters in it.
 *
 * `clsact` has a hook at either end of the device, `ingress` only one, and takes there whatever is given it, also what is
 * said to be for egress. A new filter without preference gets one less than the lowest from 32768 on; the very first gets
 * 49152. A preference belongs to one protocol and one kind. An empty classifier goes, and an empty chain.
 *
 * Rules: tc_modify_qdisc, tc_get_qdisc (sch_api.c), tc_new_tfilter, tc_del_tfilter, tcf_auto_prio (cls_api.c), mall_change,
 * fl_change, tcf_idr_check_alloc, mirred_device_event.
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {Device} from '../device.js';
import type {DeviceId} from '../netdev.js';
import {isSameMatch, maskOf} from '../tc/flower.js';
import type {TcChange} from '../tc/tc-change.js';
import type {ActionSetting, Chain, Classifier, Filter, Hook, TcAction, TrafficControl} from '../tc/tc-state.js';
import {deviceAt, type Machine, machineOf, type World} from '../world.js';

type FilterAdd = Extract<TcChange, {kind: 'tc-filter-add'}>;
type FilterDelete = Extract<TcChange, {kind: 'tc-filter-del'}>;

/** Parents by which filters name a hook (TC_H_CLSACT with TC_H_MIN_INGRESS, TC_H_MIN_EGRESS). */
export const PARENT = {qdisc: 0xffff_0000, ingress: 0xffff_fff2, egress: 0xffff_fff3} as const;
/** Preference of the first filter that has none of its own, and where the range of such preferences begins. */
const FIRST_PREF = 0xc000;
const LOWEST_FREE_PREF = 0x8000;

export function applyTcChange(world: World, change: TcChange): ChangeResult {
	const device = deviceAt(world, change.device);
	switch (change.kind) {
		case 'tc-qdisc-add':
			return addQdisc(device, change.qdisc, change.verb);
		case 'tc-qdisc-del':
			return deleteQdisc(device, change.qdisc);
		case 'tc-filter-add':
			return addFilter(world, device, change);
		case 'tc-filter-del':
			return deleteFilter(device, change);
		default:
			return change satisfies never;
	}
}

/** The device `gone` is no longer in its machine: what was sent there has no target any more, and its own qdisc goes. */
export function forgetInTc(world: World, gone: Device): void {
	delete gone.tc;
	for (const action of actionsOf(world, machineOf(world, gone.id))) {
		if (action.kind === 'mirred' && action.to === gone.id) action.to = -1;
	}
}

/** The chains that a parent names; `undefined` when the qdisc has no such class (clsact_find, ingress_tcf_block). */
export function chainsAt(control: TrafficControl, parent: number): Chain[] | undefined {
	if (control.kind === 'ingress') return control.ingress;
	if (parent === PARENT.ingress) return control.ingress;
	return parent === PARENT.egress ? control.egress : undefined;
}

function addQdisc(device: Device, qdisc: TrafficControl['kind'], verb: 'add' | 'replace'): ChangeResult {
	if (device.tc && verb === 'add') return refused('EEXIST', 'Exclusivity flag on, cannot modify');
	if (device.tc && device.tc.kind !== qdisc) return refused('EINVAL', 'Invalid qdisc name');
	device.tc ??= {
		kind: qdisc,
		ingress: [],
		egress: [],
		parents: {ingress: PARENT.ingress, egress: PARENT.egress},
		statistics: {bytes: 0, packets: 0, drops: 0},
	};
	return DONE;
}

function deleteQdisc(device: Device, qdisc: TrafficControl['kind']): ChangeResult {
	if (!device.tc) return refused('ENOENT', 'Invalid handle');
	if (device.tc.kind !== qdisc) return refused('EINVAL', 'Invalid qdisc name');
	delete device.tc;
	return DONE;
}

function addFilter(world: World, device: Device, change: FilterAdd): ChangeResult {
	if (change.pref === 0 && change.verb === 'change') return refused('ENOENT', 'Invalid filter command with priority of zero');
	if (!device.tc) return refused('EINVAL', "Parent Qdisc doesn't exists");
	const chains = chainsAt(device.tc, change.parent);
	if (!chains) return change.parent === PARENT.qdisc ? refused('EINVAL') : refused('ENOENT', "Specified class doesn't exist");
	device.tc.parents[hookOf(device.tc, chains)] = change.parent;
	const chain = chains.find(({index}) => index === change.chain) ?? {index: change.chain, classifiers: []};
	const classifier = classifierFor(chain, change);
	if (!('filters' in classifier)) return classifier;
	const result = putFilter(world, device, classifier, change);
	if (result.kind === 'refused') return result;
	if (!chain.classifiers.includes(classifier)) insert(chain.classifiers, classifier, ({pref}) => pref);
	if (!chains.includes(chain)) chains.push(chain);
	keepHeldChains(chains);
	return DONE;
}

function hookOf(control: TrafficControl, chains: Chain[]): Hook {
	return chains === control.egress ? 'egress' : 'ingress';
}

/** The classifier of this preference, or a new one, which nobody knows yet. */
function classifierFor(chain: Chain, change: FilterAdd): Classifier | ChangeResult {
	const {pref, protocol, verb} = change;
	const found = pref === 0 ? undefined : chain.classifiers.find((candidate) => candidate.pref === pref);
	if (!found) {
		if (protocol === 0) return refused('EINVAL', 'Filter kind and protocol must be specified');
		if (verb === 'change') return refused('ENOENT', 'Need both RTM_NEWTFILTER and NLM_F_CREATE to create a new filter');
		if (pref === 0 && chain.classifiers.some((candidate) => candidate.pref === LOWEST_FREE_PREF))
			return refused('EINVAL', 'Filter with specified priority/protocol not found');
		return {pref: pref || freePref(chain), protocol, kind: change.filter, filters: [], masks: []};
	}
	if (protocol !== 0 && found.protocol !== protocol) return refused('EINVAL', 'Filter with specified priority/protocol not found');
	if (found.kind !== change.filter) return refused('EINVAL', 'Specified filter kind does not match existing one');
	return found;
}

/** One below the lowest in the upper half. */
function freePref({classifiers}: Chain): number {
	const next = classifiers.find(({pref}) => pref >= LOWEST_FREE_PREF);
	return (next?.pref ?? FIRST_PREF + 1) - 1;
}

function putFilter(world: World, device: Device, classifier: Classifier, change: FilterAdd): ChangeResult {
	const {verb, handle, actions, match} = change;
	const existing = classifier.filters.find((filter) => filter.handle === handle);
	if (existing && verb === 'add') return refused('EEXIST', 'Filter already exists');
	if (!existing && verb === 'change') return refused('ENOENT', 'Need both RTM_NEWTFILTER and NLM_F_CREATE to create a new filter');
	// matchall has one filter, and it cannot be changed.
	if (classifier.kind === 'matchall' && classifier.filters.length > 0) return refused('EEXIST');
	if (actions.some((action) => action.kind === 'sample' && action.rate === 0)) return refused('EINVAL', 'invalid sample rate');
	const mask = match ? maskOf(match) : '';
	const isTwin = (filter: Filter) =>
		filter !== existing && filter.mask === mask && match && filter.match && isSameMatch(filter.match, match);
	// A filter may get other values and actions, but keeps its mask.
	if (existing && existing.mask !== mask) return refused('EINVAL');
	if (classifier.filters.some(isTwin)) return refused('EEXIST');
	const made = numbered(world, machineOf(world, device.id), actions);
	if (!made) return refused('EEXIST');
	if (existing) {
		Object.assign(existing, {match, actions: made});
		return DONE;
	}
	insert(classifier.filters, {handle: handle || freeHandle(classifier), match, mask, actions: made}, (filter) => filter.handle);
	if (!classifier.masks.includes(mask)) classifier.masks.push(mask);
	return DONE;
}

function deleteFilter(device: Device, {parent, chain: index, pref, protocol, filter, handle}: FilterDelete): ChangeResult {
	if (pref === 0 && (protocol !== 0 || handle !== 0 || filter !== undefined))
		return refused('ENOENT', 'Cannot flush filters with protocol, handle or kind set');
	if (!device.tc) return refused('EINVAL', "Parent Qdisc doesn't exists");
	const chains = chainsAt(device.tc, parent);
	if (!chains) return parent === PARENT.qdisc ? refused('EINVAL') : refused('ENOENT', "Specified class doesn't exist");
	const chain = chains.find((candidate) => candidate.index === index);
	if (!chain) return pref === 0 ? DONE : refused('ENOENT', 'Cannot find specified filter chain');
	if (pref === 0) {
		chain.classifiers.splice(0);
		keepHeldChains(chains);
		return DONE;
	}
	const classifier = chain.classifiers.find((candidate) => candidate.pref === pref);
	if (!classifier || (protocol !== 0 && classifier.protocol !== protocol))
		return refused('ENOENT', 'Filter with specified priority/protocol not found');
	if (filter !== undefined && classifier.kind !== filter) return refused('EINVAL', 'Specified filter kind does not match existing one');
	if (handle !== 0) {
		const found = classifier.filters.find((candidate) => candidate.handle === handle);
		if (!found) return refused('ENOENT', 'Specified filter handle not found');
		drop(classifier.filters, found);
		if (!classifier.filters.some(({mask}) => mask === found.mask)) drop(classifier.masks, found.mask);
	}
	if (handle === 0 || classifier.filters.length === 0) drop(chain.classifiers, classifier);
	keepHeldChains(chains);
	return DONE;
}

/** There is a chain while a filter is in it or one goes to it (tcf_chain_get_by_act). */
function keepHeldChains(chains: Chain[]): void {
	const aims = new Set(chains.flatMap(filtersOf).flatMap(({actions}) => actions.flatMap(aimOf)));
	for (const index of aims) if (!chains.some((chain) => chain.index === index)) chains.push({index, classifiers: []});
	for (const chain of [...chains]) if (chain.classifiers.length === 0 && !aims.has(chain.index)) drop(chains, chain);
}

function aimOf({control}: TcAction): number[] {
	return control.verdict === 'goto' ? [control.chain] : [];
}

/** Actions with their numbers; `undefined` when one asks for a number that another action has. */
function numbered(world: World, machine: Machine, settings: FilterAdd['actions']): TcAction[] | undefined {
	const all = actionsOf(world, machine);
	const made: TcAction[] = [];
	for (const {index, ...setting} of settings) {
		const taken = new Set([...all, ...made].flatMap((action) => (action.kind === setting.kind ? [action.index] : [])));
		if (index !== undefined && taken.has(index)) return undefined;
		let free = 1;
		while (taken.has(free)) free++;
		const statistics = {bytes: 0, packets: 0, drops: 0, overlimits: 0, installed: world.now, firstUsed: -1, lastUsed: world.now};
		made.push({...(setting as ActionSetting), index: index ?? free, statistics});
	}
	return made;
}

/** Every action of a machine, by device in order of their numbers. */
function actionsOf(world: World, machine: Machine): TcAction[] {
	return machine.devices.flatMap((id: DeviceId) => {
		const {tc} = deviceAt(world, id);
		return tc ? [...tc.ingress, ...tc.egress].flatMap(filtersOf).flatMap(({actions}) => actions) : [];
	});
}

function filtersOf({classifiers}: Chain): Filter[] {
	return classifiers.flatMap(({filters}) => filters);
}

function freeHandle({filters}: Classifier): number {
	let handle = 1;
	while (filters.some((filter) => filter.handle === handle)) handle++;
	return handle;
}

function insert<T>(list: T[], item: T, order: (item: T) => number): void {
	const at = list.findIndex((other) => order(other) > order(item));
	list.splice(at === -1 ? list.length : at, 0, item);
}

function drop<T>(list: T[], item: T): void {
	list.splice(list.indexOf(item), 1);
}
