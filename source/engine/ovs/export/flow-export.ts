/** What a bridge exports about its traffic: NetFlow, sFlow, IPFIX. */
export interface FlowExport {
	netflow: undefined;
	sflow: undefined;
	ipfix: undefined;
}
