/*
 * Templates that Open vSwitch sends (ofproto-dpif-ipfix.c, ipfix_define_template_fields)
 *
 * One for each sort of frame: with or without tag, no IP, IPv4 or IPv6, the transport, in a tunnel or not, coming in
 * or going out. First what makes a flow, then what was counted of it. Numbers begin at 256 and are
 * counted through all combinations, also those that do not exist.
 */
import {elementNamed, type IpfixElement} from '../../protocol/ipfix-elements.js';

const LAYER2 = ['ethernet', 'vlan'] as const;
const LAYER3 = ['other', 'ipv4', 'ipv6'] as const;
const LAYER4 = ['other', 'tcp', 'udp', 'sctp', 'icmp'] as const;
const WAYS = ['ingress', 'egress'] as const;

/** What decides which template a frame has. */
export interface FrameSort {
	layer2: (typeof LAYER2)[number];
	layer3: (typeof LAYER3)[number];
	layer4: (typeof LAYER4)[number];
	tunnel: boolean;
	way: (typeof WAYS)[number];
}

const FIRST_TEMPLATE = 256;
const INTERFACE = ['ingressInterface', 'ingressInterfaceType', 'interfaceName', 'interfaceDescription'];
const EGRESS_INTERFACE = ['egressInterface', 'egressInterfaceType', 'interfaceName', 'interfaceDescription'];

export const COMMON_COUNTERS = [
	'flowStartDeltaMicroseconds',
	'flowEndDeltaMicroseconds',
	'droppedPacketDeltaCount',
	'droppedPacketTotalCount',
	'packetDeltaCount',
	'packetTotalCount',
	'ingressUnicastPacketTotalCount',
	'ingressMulticastPacketTotalCount',
	'ingressBroadcastPacketTotalCount',
	'egressUnicastPacketTotalCount',
	'egressBroadcastPacketTotalCount',
	'postMCastPacketDeltaCount',
	'postMCastPacketTotalCount',
	'layer2OctetDeltaCount',
	'layer2OctetTotalCount',
	'flowEndReason',
] as const;
export const IP_COUNTERS = [
	'droppedOctetDeltaCount',
	'droppedOctetTotalCount',
	'octetDeltaCount',
	'octetTotalCount',
	'octetDeltaSumOfSquares',
	'octetTotalSumOfSquares',
	'minimumIpTotalLength',
	'maximumIpTotalLength',
	'postMCastOctetDeltaCount',
	'postMCastOctetTotalCount',
] as const;
export const TCP_COUNTERS = [
	'tcpAckTotalCount',
	'tcpFinTotalCount',
	'tcpPshTotalCount',
	'tcpRstTotalCount',
	'tcpSynTotalCount',
	'tcpUrgTotalCount',
] as const;

/** Of the options template: how many messages an exporter could not send. */
export const EXPORTER_STATISTICS = ['exportingProcessId', 'notSentPacketTotalCount'] as const;

export function templateId({layer2, layer3, layer4, tunnel, way}: FrameSort): number {
	return combination(LAYER2.indexOf(layer2), LAYER3.indexOf(layer3), LAYER4.indexOf(layer4), Number(tunnel), WAYS.indexOf(way));
}

/** Behind all others: that of the combination beyond the last in every part. */
export const OPTIONS_TEMPLATE = combination(LAYER2.length, LAYER3.length, LAYER4.length, 2, WAYS.length);

function combination(layer2: number, layer3: number, layer4: number, tunnel: number, way: number): number {
	return FIRST_TEMPLATE + (((layer2 * LAYER3.length + layer3) * LAYER4.length + layer4) * 2 + tunnel) * WAYS.length + way;
}

/** In the order in which they are sent. */
export const FRAME_SORTS: readonly FrameSort[] = LAYER2.flatMap((layer2) =>
	LAYER3.flatMap((layer3) =>
		LAYER4.filter((layer4) => layer3 !== 'other' || layer4 === 'other').flatMap((layer4) =>
			[false, true].flatMap((tunnel) => WAYS.map((way) => ({layer2, layer3, layer4, tunnel, way}))),
		),
	),
);

/** The elements that make a flow. */
export function keyElements({layer2, layer3, layer4, tunnel, way}: FrameSort): IpfixElement[] {
	const ipVersion = layer3 === 'ipv4' ? 'IPv4' : 'IPv6';
	return [
		'observationPointId',
		'flowDirection',
		'sourceMacAddress',
		'destinationMacAddress',
		'ethernetType',
		'ethernetHeaderLength',
		...INTERFACE,
		...(way === 'egress' ? EGRESS_INTERFACE : []),
		...(layer2 === 'vlan' ? ['vlanId', 'dot1qVlanId', 'dot1qPriority'] : []),
		...(layer3 === 'other'
			? []
			: [
					'ipVersion',
					'ipTTL',
					'protocolIdentifier',
					'ipDiffServCodePoint',
					'ipPrecedence',
					'ipClassOfService',
					`source${ipVersion}Address`,
					`destination${ipVersion}Address`,
				]),
		...(layer3 === 'ipv6' ? ['flowLabelIPv6'] : []),
		...(['tcp', 'udp', 'sctp'].includes(layer4) ? ['sourceTransportPort', 'destinationTransportPort'] : []),
		...(layer4 === 'icmp' ? [`icmpType${ipVersion}`, `icmpCode${ipVersion}`] : []),
		...(tunnel
			? [
					'tunnelSourceIPv4Address',
					'tunnelDestinationIPv4Address',
					'tunnelProtocolIdentifier',
					'tunnelSourceTransportPort',
					'tunnelDestinationTransportPort',
					'tunnelType',
					'tunnelKey',
				]
			: []),
	].map(elementNamed);
}

/** All elements of the records of a template. */
export function templateElements(sort: FrameSort, hasVirtualObsId: boolean): IpfixElement[] {
	const counters: string[] = [
		...(hasVirtualObsId ? ['virtualObsID'] : []),
		...COMMON_COUNTERS,
		...(sort.layer3 === 'other' ? [] : IP_COUNTERS),
		...(sort.layer4 === 'tcp' ? TCP_COUNTERS : []),
	];
	return [...keyElements(sort), ...counters.map(elementNamed)];
}
