/** Groups as `ovs-ofctl dump-groups` writes them (lib/ofp-group.c, ofp_print_group). */
import {type Action, OFPP} from '../action.js';
import type {Bucket, Group, GroupType} from '../group.js';
import {matchAll} from '../match.js';
import {carryActions} from './action-carry.js';
import {formatActions} from './action-format.js';
import {ANY_GROUP} from './flow-send.js';
import {formatPort} from './ports.js';
import {type OpenFlowVersion, type VersionNumber, versionNumber} from './protocol.js';
import {NO_PORT_NAMES, type PortNames} from './reading.js';

export interface GroupDumpOptions {
	version?: OpenFlowVersion;
	ports?: PortNames;
}

/** One line of `dump-groups`, without the blank in front (ofp_print_group). */
export function formatGroup(
	group: Pick<Group, 'id' | 'type' | 'buckets' | 'selectionMethod' | 'selectionParameter' | 'fields'>,
	options: GroupDumpOptions = {},
): string {
	const {version = 'OpenFlow10', ports = NO_PORT_NAMES} = options;
	const number = versionNumber(version);
	const isExtended = number === 10 || number === 15;
	const parts = [`group_id=${group.id}`, `type=${group.type === 'fast_failover' ? 'ff' : group.type}`];
	if (isExtended && group.selectionMethod) {
		parts.push(`selection_method=${group.selectionMethod}`);
		if (group.selectionParameter) parts.push(`selection_method_param=${group.selectionParameter}`);
		if (group.fields.length === 1) parts.push(`fields=${group.fields[0]}`);
		else if (group.fields.length > 1) parts.push(`fields(${group.fields.join(',')})`);
	}
	for (const bucket of group.buckets) parts.push(formatBucket(bucket, group.type, number, ports));
	return parts.join(',');
}

function formatBucket(
	bucket: Pick<Bucket, 'id' | 'weight' | 'watchPort' | 'watchGroup' | 'actions'>,
	type: GroupType,
	number: VersionNumber,
	ports: PortNames,
): string {
	const carried = carryActions(bucket.actions, number, matchAll());
	const actions: readonly Action[] = carried.kind === 'carried' ? carried.actions : bucket.actions;
	const parts = [
		...(number === 10 || number === 15 ? [`bucket_id:${bucket.id}`] : []),
		...(bucket.weight === (type === 'select' ? 1 : 0) ? [] : [`weight:${bucket.weight}`]),
		...(bucket.watchPort === OFPP.none ? [] : [`watch_port:${formatPort(bucket.watchPort, ports)}`]),
		...(bucket.watchGroup === ANY_GROUP ? [] : [`watch_group:${bucket.watchGroup}`]),
		`actions=${formatActions(actions, ports)}`,
	];
	return `bucket=${parts.join(',')}`;
}
