/*
 * Names for numbers: EtherTypes, protocols, ports, makers of network cards
 *
 * As tcpdump 4.99.3 has them built in (print-ether.c, ipproto.c, oui.c) and as Debian's /etc/services
 * (netbase 6.4) names ports, which tcpdump reads unless `-n` is given.
 */

export const ETHERTYPE_NAMES: Readonly<Record<number, string>> = {
	254: 'GRE-OSI',
	512: 'PUP',
	1280: 'Sprite',
	1536: 'NS',
	1799: 'GeoNet (old)',
	2048: 'IPv4',
	2054: 'ARP',
	4096: 'Trail',
	4369: 'CALM FAST',
	24577: 'MOP DL',
	24578: 'MOP RC',
	24579: 'DN',
	24580: 'LAT',
	24583: 'SCA',
	25944: 'TEB',
	32821: 'Reverse ARP',
	32824: 'Lanbridge',
	32828: 'DEC DNS',
	32830: 'DEC DTS',
	32859: 'VEXP',
	32860: 'VPROD',
	32923: 'Appletalk',
	33011: 'Appletalk ARP',
	33024: '802.1Q',
	33079: 'IPX',
	34525: 'IPv6',
	34824: 'MPCP',
	34825: 'Slow Protocols',
	34827: 'PPP',
	34887: 'MPLS unicast',
	34888: 'MPLS multicast',
	34915: 'PPPoE D',
	34916: 'PPPoE S',
	34927: 'MS NLB heartbeat',
	34928: 'Jumbo',
	34958: 'EAPOL',
	34969: 'Realtek protocols',
	34978: 'AoE',
	34984: '802.1Q-QinQ',
	35018: 'TIPC',
	35020: 'LLDP',
	35045: '802.1AE MACsec',
	35063: 'PTP',
	35074: 'CFM',
	35130: 'IEEE1905.1',
	35143: 'GeoNet',
	35151: 'NSH',
	36864: 'Loopback',
	37120: '802.1Q-9100',
	37376: '802.1Q-9200',
	43981: 'CFM (old)',
	53899: 'Arista Vendor Specific Protocol',
	65278: 'OSI',
};

/** Names in the header line of `-v` (ipproto_values). */
export const PROTOCOL_NAMES: Readonly<Record<number, string>> = {
	0: 'Options',
	1: 'ICMP',
	2: 'IGMP',
	4: 'IPIP',
	6: 'TCP',
	8: 'EGP',
	9: 'IGRP',
	17: 'UDP',
	33: 'DCCP',
	41: 'IPv6',
	43: 'Routing',
	44: 'Fragment',
	46: 'RSVP',
	47: 'GRE',
	50: 'ESP',
	51: 'AH',
	55: 'Mobile IP',
	58: 'ICMPv6',
	62: 'Mobile IP (old)',
	88: 'EIGRP',
	89: 'OSPF',
	103: 'PIM',
	108: 'Compressed IP',
	112: 'VRRP',
	113: 'PGM',
	132: 'SCTP',
	135: 'Mobility',
	143: 'Ethernet',
};

const OUIS: Readonly<Record<number, string>> = {
	0: 'Ethernet',
	12: 'Cisco',
	94: 'IANA',
	129: 'Nortel Networks SONMP',
	248: 'Cisco bridged',
	1183: 'Freescale',
	1258: 'HP-Labs',
	4120: 'Broadcom',
	4623: 'IEEE 802.3 Private',
	4795: 'ANSI/TIA',
	5549: 'Netronome',
	6945: 'DCBX',
	8992: 'Nicira Networks',
	9345: 'HP',
	32962: 'Ethernet bridged',
	36969: 'Juniper',
	41022: 'ATM Forum',
	57348: 'PMC-Sierra',
	57391: 'DOCSIS Spanning Tree',
	524295: 'Appletalk',
	524297: 'Hewlett-Packard',
	6035143: 'Big Switch Networks',
	7636849: 'Infoblox Inc',
	10756869: 'Open Networking Lab',
	11588341: 'Vello Systems',
	13693147: 'Ericsson',
};

/** By number from 0 on; a dash where a number has no name (netdb_protocol_names). */
const NETDB = `
	hopopt icmp igmp ggp ipencap st tcp cbt egp igp bbn-rcc-mon nvp-ii pup argus emcon xnet chaos udp mux dcn-meas hmp prm xns-idp
	trunk-1 trunk-2 leaf-1 leaf-2 rdp irtp iso-tp4 netblt mfe-nsp merit-inp dccp 3pc idpr xtp ddp idpr-cmtp tp++ il ipv6 sdrp
	ipv6-route ipv6-frag idrp rsvp gre dsr bna esp ah i-nlsp swipe narp mobile tlsp skip ipv6-icmp ipv6-nonxt ipv6-opts - cftp -
	sat-expak kryptolan rvd ippc - sat-mon visa ipcv cpnx rspf wsn pvp br-sat-mon sun-nd wb-mon wb-expak iso-ip vmtp secure-vmtp vines
	ttp nsfnet-igp dgp tcf eigrp ospf sprite-rpc larp mtp ax.25 ipip micp scc-sp etherip encap - gmtp ifmp pnni pim aris scps qnx a/n
	ipcomp snp compaq-peer ipx-in-ip vrrp pgm - l2tp ddx iatp stp srp uti smp sm ptp isis fire crtp crudp sscopmce iplt sps pipe sctp
	fc rsvp-e2e-ignore mobility-header udplite mpls-in-ip manet hip shim6 wesp rohc - - - - - - - - - - - - - - - - - - - - - - - - -
	- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
	- - - - - - - - - - - - - - - - - - - - exptest-253 exptest-254 reserved
`;

/** Ports that have the same name for TCP and UDP, then those of one alone. */
const BOTH = `
	7:echo 9:discard 13:daytime 19:chargen 37:time 49:tacacs 53:domain 88:kerberos 111:sunrpc 161:snmp 162:snmp-trap 163:cmip-man
	164:cmip-agent 369:rpc2portmap 370:codaauth2 389:ldap 427:svrloc 443:https 464:kpasswd 538:gdomap 554:rtsp 636:ldaps 646:ldp
	655:tinc 750:kerberos4 751:kerberos-master 853:domain-s 1194:openvpn 1645:datametrics 1646:sa-msg-port 1812:radius
	1813:radius-acct 2049:nfs 2086:gnunet 2101:rtcm-sc104 2430:venus 2431:venus-se 2432:codasrv 2433:codasrv-se 2583:mon 3205:isns
	3493:nut 5060:sip 5061:sip-tls 6346:gnutella-svc 6347:gnutella-rtr 27374:asp
`;
const TCP = `
	1:tcpmux 11:systat 15:netstat 17:qotd 20:ftp-data 21:ftp 22:ssh 23:telnet 25:smtp 43:whois 70:gopher 79:finger 80:http
	102:iso-tsap 104:acr-nema 106:poppassd 110:pop3 113:auth 119:nntp 135:epmap 139:netbios-ssn 143:imap2 174:mailq 179:bgp 199:smux
	209:qmtp 210:z3950 345:pawserv 346:zserv 444:snpp 445:microsoft-ds 465:submissions 487:saft 512:exec 513:login 514:shell
	515:printer 540:uucp 543:klogin 544:kshell 548:afpovertcp 563:nntps 587:submission 607:nqs 628:qmqp 631:ipp 706:silc
	749:kerberos-adm 754:krb-prop 775:moira-db 777:moira-update 783:spamd 871:supfilesrv 873:rsync 989:ftps-data 990:ftps 992:telnets
	993:imaps 995:pop3s 1080:socks 1093:proofd 1094:rootd 1099:rmiregistry 1127:supfiledbg 1178:skkserv 1236:rmtcfg 1313:xtel
	1314:xtelw 1352:lotusnote 1433:ms-sql-s 1524:ingreslock 1649:kermit 1677:groupwise 2000:cisco-sccp 2119:gsigatekeeper 2121:iprop
	2135:gris 2401:cvspserver 2600:zebrasrv 2601:zebra 2602:ripd 2603:ripngd 2604:ospfd 2605:bgpd 2606:ospf6d 2607:ospfapi 2608:isisd
	2628:dict 2792:f5-globalsite 2811:gsiftp 2947:gpsd 3050:gds-db 3260:iscsi-target 3306:mysql 3389:ms-wbt-server 3632:distcc
	3689:daap 3690:svn 4031:suucp 4094:sysrqd 4190:sieve 4353:f5-iquery 4369:epmd 4373:remctl 4460:ntske 4557:fax 4559:hylafax
	4691:mtn 4899:radmin-port 4949:munin 5222:xmpp-client 5269:xmpp-server 5308:cfengine 5432:postgresql 5556:freeciv 5666:nrpe
	5667:nsca 5671:amqps 5672:amqp 5680:canna 6000:x11 6001:x11-1 6002:x11-2 6003:x11-3 6004:x11-4 6005:x11-5 6006:x11-6 6007:x11-7
	6379:redis 6444:sge-qmaster 6445:sge-execd 6446:mysql-proxy 6514:syslog-tls 6566:sane-port 6667:ircd 6697:ircs-u 7000:bbs
	7100:font-service 8021:zope-ftp 8080:http-alt 8081:tproxy 8088:omniorb 8140:puppet 8990:clc-build-daemon 9098:xinetd
	9101:bacula-dir 9102:bacula-fd 9103:bacula-sd 9418:git 9667:xmms2 9673:zope 10000:webmin 10050:zabbix-agent 10051:zabbix-trapper
	10080:amanda 10081:kamanda 10082:amandaidx 10083:amidxtape 10809:nbd 11112:dicom 11371:hkp 17004:sgi-cad 17500:db-lsp 22125:dcap
	22128:gsidcap 22273:wnn6 24554:binkp 30865:csync2 57000:dircproxy 60177:tfido 60179:fido
`;
const UDP = `
	21:fsp 67:bootps 68:bootpc 69:tftp 123:ntp 137:netbios-ns 138:netbios-dgm 177:xdmcp 213:ipx 319:ptp-event 320:ptp-general
	371:clearcase 500:isakmp 512:biff 513:who 514:syslog 517:talk 518:ntalk 520:route 546:dhcpv6-client 547:dhcpv6-server 623:asf-rmcp
	752:passwd-server 779:moira-ureg 1210:predict 1434:ms-sql-m 1701:l2f 2102:zephyr-srv 2103:zephyr-clt 2104:zephyr-hm 3130:icpv2
	4500:ipsec-nat-t 4569:iax 5353:mdns 5555:rplay 6696:babel 7000:afs3-fileserver 7001:afs3-callback 7002:afs3-prserver
	7003:afs3-vlserver 7004:afs3-kaserver 7005:afs3-volser 7007:afs3-bos 7008:afs3-update 7009:afs3-rmtsys 17001:sgi-cmsd
	17002:sgi-crsd 17003:sgi-gcd
`;

const PORTS = {tcp: readPorts(BOTH + TCP), udp: readPorts(BOTH + UDP)};
const PROTOCOLS = NETDB.trim().split(/\s+/);

/** Who makes cards with these first three octets. */
export function ouiName(oui: number): string {
	return OUIS[oui] ?? 'Unknown';
}

/** `http` for 80. */
export function portName(protocol: 'tcp' | 'udp', port: number): string | undefined {
	return PORTS[protocol].get(port);
}

/** The port of a service; of TCP first, as getaddrinfo(3) has them. */
export function portOf(protocol: 'tcp' | 'udp', name: string): number | undefined {
	for (const [port, known] of PORTS[protocol]) if (known === name) return port;
	return undefined;
}

/** `ospf` for 89, where tcpdump has a name. */
export function protocolName(protocol: number): string | undefined {
	const name = PROTOCOLS[protocol];
	return name === '-' ? undefined : name;
}

/** 89 for `ospf`. */
export function protocolOf(name: string): number | undefined {
	const number = PROTOCOLS.indexOf(name);
	return number === -1 ? undefined : number;
}

function readPorts(text: string): ReadonlyMap<number, string> {
	return new Map(
		text
			.trim()
			.split(/\s+/)
			.map((entry) => {
				const [port = '', name = ''] = entry.split(':');
				return [Number(port), name];
			}),
	);
}
