/** World to lab: flows and groups of a bridge, by what they are, whoever made them. */
import type {OvsBridgeLab} from './build-ovs.js';
import {OFPP} from './flow/action.js';
import type {FlowMod} from './flow/flow-mod.js';
import {listRules} from './flow/flow-tables.js';
import type {Group} from './flow/group.js';
import type {Rule} from './flow/rule.js';
import {formatFlowLine} from './flow/syntax/flow-format.js';
import {parseFlow} from './flow/syntax/flow-text.js';
import {formatGroup} from './flow/syntax/group-format.js';
import {parseGroup} from './flow/syntax/group-text.js';
import {OPENFLOW_VERSIONS, type OpenFlowVersion} from './flow/syntax/protocol.js';
import type {OvsBridge} from './ovs/vswitchd.js';

/** The flows, unless they are those that the switch gave itself. */
export function describeFlows(bridge: OvsBridge): {flows?: NonNullable<OvsBridgeLab['flows']>} {
	const rules = listRules(bridge.tables);
	const [only] = rules;
	const isOwn =
		bridge.failMode === 'secure' || bridge.controllers.length > 0 ? rules.length === 0 : rules.length === 1 && only && isNormal(only);
	return isOwn ? {} : {flows: rules.map(describeFlow)};
}

function isNormal({priority, table, cookie, actions, match}: Rule): boolean {
	const [action] = actions;
	const matchesAll = match.mask.every((word) => word === 0);
	return (
		matchesAll &&
		priority === 0 &&
		table === 0 &&
		cookie === 0n &&
		actions.length === 1 &&
		action?.kind === 'output' &&
		action.port === OFPP.normal
	);
}

/** In the first version of OpenFlow in which it means the same when it is read again. */
function describeFlow(rule: Rule): string | {flow: string; openflow: OpenFlowVersion} {
	for (const version of OPENFLOW_VERSIONS) {
		const flow = formatFlowLine(rule, {version, now: rule.created, stats: false}).trim();
		const reading = parseFlow(flow, {command: 'add', version});
		if (reading.kind === 'parsed' && isSame(reading.mod, rule)) return version === 'OpenFlow10' ? flow : {flow, openflow: version};
	}
	return formatFlowLine(rule, {now: rule.created, stats: false}).trim();
}

function isSame(mod: FlowMod, rule: Rule): boolean {
	const plain = (value: unknown) => JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each));
	const of = ({table, priority, cookie, idleTimeout, hardTimeout, match, actions, flags}: FlowMod | Rule) =>
		plain([table, priority, cookie, idleTimeout, hardTimeout, [...match.key], [...match.mask], actions, flags.sendFlowRemoved]);
	return of(mod) === of(rule);
}

export function describeGroup(group: Group): string | {group: string; openflow: OpenFlowVersion} {
	const plain = ({buckets, ...rest}: Pick<Group, 'type' | 'buckets' | 'selectionMethod' | 'fields' | 'selectionParameter'>) =>
		JSON.stringify(
			[
				rest.type,
				rest.selectionMethod,
				rest.fields,
				String(rest.selectionParameter),
				buckets.map(({id, weight, watchPort, watchGroup, actions}) => [id, weight, watchPort, watchGroup, actions]),
			],
			(_, each) => (typeof each === 'bigint' ? `${each}n` : each),
		);
	for (const version of OPENFLOW_VERSIONS) {
		const text = formatGroup(group, {version});
		const reading = parseGroup(text, {command: 'add', version});
		if (reading.kind === 'parsed' && plain(reading.mod as never) === plain(group))
			return version === 'OpenFlow10' ? text : {group: text, openflow: version};
	}
	return formatGroup(group);
}
