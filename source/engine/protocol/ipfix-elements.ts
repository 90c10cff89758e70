/**
 * Information elements of IPFIX (IANA registry "IP Flow Information Export Entities", RFC 7012): those that Open vSwitch
 * uses, with the number of octets that it gives them. Elements of VMware (enterprise 6876) describe tunnels.
 */

export type ElementFormat = 'number' | 'mac' | 'ipv4' | 'ipv6' | 'text' | 'octets';

export interface IpfixElement {
	name: string;
	id: number;
	/** 0: the field says its own length. */
	octets: number;
	format: ElementFormat;
	/** 0 is IANA. */
	enterprise: number;
}

const VMWARE = 6876;

const TABLE: readonly (readonly [name: string, id: number, octets: number, format?: ElementFormat, enterprise?: number])[] = [
	['octetDeltaCount', 1, 8],
	['packetDeltaCount', 2, 8],
	['protocolIdentifier', 4, 1],
	['ipClassOfService', 5, 1],
	['sourceTransportPort', 7, 2],
	['sourceIPv4Address', 8, 4, 'ipv4'],
	['ingressInterface', 10, 4],
	['destinationTransportPort', 11, 2],
	['destinationIPv4Address', 12, 4, 'ipv4'],
	['egressInterface', 14, 4],
	['postMCastPacketDeltaCount', 19, 8],
	['postMCastOctetDeltaCount', 20, 8],
	['minimumIpTotalLength', 25, 8],
	['maximumIpTotalLength', 26, 8],
	['sourceIPv6Address', 27, 16, 'ipv6'],
	['destinationIPv6Address', 28, 16, 'ipv6'],
	['flowLabelIPv6', 31, 4],
	['sourceMacAddress', 56, 6, 'mac'],
	['vlanId', 58, 2],
	['ipVersion', 60, 1],
	['flowDirection', 61, 1],
	['destinationMacAddress', 80, 6, 'mac'],
	['interfaceName', 82, 0, 'text'],
	['interfaceDescription', 83, 0, 'text'],
	['octetTotalCount', 85, 8],
	['packetTotalCount', 86, 8],
	['droppedOctetDeltaCount', 132, 8],
	['droppedPacketDeltaCount', 133, 8],
	['droppedOctetTotalCount', 134, 8],
	['droppedPacketTotalCount', 135, 8],
	['flowEndReason', 136, 1],
	['observationPointId', 138, 4],
	['exportingProcessId', 144, 4],
	['flowStartDeltaMicroseconds', 158, 4],
	['flowEndDeltaMicroseconds', 159, 4],
	['notSentPacketTotalCount', 167, 8],
	['postMCastPacketTotalCount', 174, 8],
	['postMCastOctetTotalCount', 175, 8],
	['icmpTypeIPv4', 176, 1],
	['icmpCodeIPv4', 177, 1],
	['icmpTypeIPv6', 178, 1],
	['icmpCodeIPv6', 179, 1],
	['ipTTL', 192, 1],
	['ipDiffServCodePoint', 195, 1],
	['ipPrecedence', 196, 1],
	['octetDeltaSumOfSquares', 198, 8],
	['octetTotalSumOfSquares', 199, 8],
	['tcpSynTotalCount', 218, 8],
	['tcpFinTotalCount', 219, 8],
	['tcpRstTotalCount', 220, 8],
	['tcpPshTotalCount', 221, 8],
	['tcpAckTotalCount', 222, 8],
	['tcpUrgTotalCount', 223, 8],
	['ethernetHeaderLength', 240, 1],
	['dot1qVlanId', 243, 2],
	['dot1qPriority', 244, 1],
	['ethernetType', 256, 2],
	['layer2OctetDeltaCount', 352, 8],
	['layer2OctetTotalCount', 353, 8],
	['ingressUnicastPacketTotalCount', 354, 8],
	['ingressMulticastPacketTotalCount', 355, 8],
	['ingressBroadcastPacketTotalCount', 356, 8],
	['egressUnicastPacketTotalCount', 357, 8],
	['egressBroadcastPacketTotalCount', 358, 8],
	['ingressInterfaceType', 368, 4],
	['egressInterfaceType', 369, 4],
	['tunnelType', 891, 1, 'number', VMWARE],
	['tunnelKey', 892, 0, 'octets', VMWARE],
	['tunnelSourceIPv4Address', 893, 4, 'ipv4', VMWARE],
	['tunnelDestinationIPv4Address', 894, 4, 'ipv4', VMWARE],
	['tunnelProtocolIdentifier', 895, 1, 'number', VMWARE],
	['tunnelSourceTransportPort', 896, 2, 'number', VMWARE],
	['tunnelDestinationTransportPort', 897, 2, 'number', VMWARE],
	['virtualObsID', 898, 0, 'text', VMWARE],
];

const ELEMENTS: readonly IpfixElement[] = TABLE.map(([name, id, octets, format = 'number', enterprise = 0]) => ({
	name,
	id,
	octets,
	format,
	enterprise,
}));
const BY_NAME = new Map(ELEMENTS.map((element) => [element.name, element]));
const BY_ID = new Map(ELEMENTS.map((element) => [idOf(element.id, element.enterprise), element]));

/** The element with this name. Throws for one that is not in the table. */
export function elementNamed(name: string): IpfixElement {
	const element = BY_NAME.get(name);
	if (!element) throw new RangeError(`no information element ${name}`);
	return element;
}

/** The element of a template; one that is not in the table has its number for a name. */
export function elementAt(id: number, enterprise: number, octets: number): IpfixElement {
	const known = BY_ID.get(idOf(id, enterprise));
	const name = enterprise === 0 ? String(id) : `${enterprise}/${id}`;
	return known ? {...known, octets} : {name, id, octets, format: 'octets', enterprise};
}

function idOf(id: number, enterprise: number): string {
	return `${enterprise}/${id}`;
}
