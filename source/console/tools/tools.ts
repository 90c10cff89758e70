/** The tools of the lab, and what is said about those it has not. */
import {entryOf} from '../../engine/entry-of.js';
import type {Command} from '../command.js';
import {didYouMean} from '../did-you-mean.js';
import {fails, type Printed} from '../program.js';
import {SHELL_COMMANDS} from '../shell/builtins/table.js';
import {ARPING} from './arping.js';
import {BRCTL} from './brctl.js';
import {BRIDGE} from './bridge.js';
import {CAT, LESS, MORE} from './cat.js';
import {COLUMN} from './column.js';
import {CONNTRACK} from './conntrack.js';
import {CURL} from './curl.js';
import {CUT, TR} from './cut.js';
import {DATE} from './date.js';
import {DHCLIENT} from './dhclient.js';
import {ECHO} from './echo.js';
import {ESXCLI} from './esxcli.js';
import {ETHTOOL} from './ethtool.js';
import {GOVC} from './govc.js';
import {GREP} from './grep.js';
import {HEAD, TAIL} from './head-tail.js';
import {HELP} from './help.js';
import {HOST} from './host.js';
import {INSPECT} from './inspect.js';
import {IP} from './ip.js';
import {IPTABLES} from './iptables.js';
import {IPTABLES_RESTORE} from './iptables-restore.js';
import {IPTABLES_SAVE} from './iptables-save.js';
import {KILLALL} from './killall.js';
import {MAN} from './man.js';
import {NFT} from './nft.js';
import {OVS_APPCTL} from './ovs-appctl.js';
import {OVS_DPCTL} from './ovs-dpctl.js';
import {OVS_OFCTL} from './ovs-ofctl.js';
import {OVS_TESTCONTROLLER} from './ovs-testcontroller.js';
import {OVS_VSCTL} from './ovs-vsctl.js';
import {OVSDB_CLIENT} from './ovsdb-client.js';
import {PING} from './ping.js';
import {PRINTF} from './printf.js';
import {SED} from './sed.js';
import {SEQ, YES} from './seq.js';
import {SERVICE_CONTROL} from './service-control.js';
import {SLEEP} from './sleep.js';
import {SORT, UNIQ} from './sort.js';
import {SYSCTL} from './sysctl.js';
import {TC} from './tc.js';
import {TCPDUMP} from './tcpdump.js';
import {TEE} from './tee.js';
import {BRACKET, TEST} from './test.js';
import {TRACE} from './trace.js';
import {UDHCPC} from './udhcpc.js';
import {VIRSH} from './virsh.js';
import {WC} from './wc.js';

export const TOOLS: readonly Command[] = [
	IP,
	BRIDGE,
	BRCTL,
	OVS_VSCTL,
	OVS_OFCTL,
	OVS_APPCTL,
	OVS_DPCTL,
	OVSDB_CLIENT,
	OVS_TESTCONTROLLER,
	KILLALL,
	TC,
	CAT,
	LESS,
	MORE,
	ECHO,
	PRINTF,
	VIRSH,
	ESXCLI,
	GOVC,
	SERVICE_CONTROL,
	SYSCTL,
	UDHCPC,
	DHCLIENT,
	HOST,
	CURL,
	IPTABLES,
	IPTABLES_SAVE,
	IPTABLES_RESTORE,
	NFT,
	CONNTRACK,
	PING,
	ARPING,
	TCPDUMP,
	ETHTOOL,
	SLEEP,
	TRACE,
	INSPECT,
	GREP,
	HEAD,
	TAIL,
	SORT,
	UNIQ,
	WC,
	CUT,
	TR,
	SED,
	COLUMN,
	TEE,
	SEQ,
	YES,
	DATE,
	HELP,
	MAN,
	TEST,
	BRACKET,
	...SHELL_COMMANDS,
];

/** Real tools that the lab does not have, with the nearest that it has. */
const OTHERS: Readonly<Record<string, string>> = {
	arp: 'ip neighbour',
	dhcpcd: 'dhclient -v DEVICE, udhcpc -i DEVICE',
	dig: 'host NAME',
	dmesg: 'the events pane, ip monitor, bridge monitor',
	history: 'Up and Ctrl-R at the prompt',
	hostname: 'echo $HOSTNAME',
	ifconfig: 'ip address, ip link',
	ls: 'cat FILE, test -e FILE; devices: ip link',
	lspci: 'ip link, ethtool DEVICE',
	'mii-tool': 'ip -d link show',
	modprobe: 'ip link add: what a device needs is there',
	nano: 'echo TEXT > FILE, sed FILE',
	nc: 'curl URL, ping HOST',
	netstat: 'ip route, ip -s link, conntrack -L',
	nmap: 'arping, ping',
	nmcli: 'ip link, ip address',
	nslookup: 'host NAME',
	'ovs-pcap': 'tcpdump -x',
	'ovs-tcpdump': 'tcpdump -i DEVICE, or a mirror to a port with a capture at its station',
	'ovs-tcpundump': 'tcpdump -x',
	rm: ': > FILE, which empties it',
	route: 'ip route',
	ss: 'conntrack -L',
	ssh: 'ip netns exec MACHINE COMMAND; at the prompt: on MACHINE',
	systemctl: 'what a host needs runs from the start; on vCenter: service-control',
	touch: ': > FILE',
	tracepath: 'ping -s SIZE, ping -t TTL',
	traceroute: 'ping -t TTL ADDRESS',
	tunctl: 'ip link add NAME type veth peer name PEER netns MACHINE',
	vi: 'echo TEXT > FILE, sed FILE',
	vim: 'echo TEXT > FILE, sed FILE',
	vmrun: 'virsh list, virsh migrate',
	'vmware-netcfg': 'a lab file with vmnet devices, ip address',
	'vmware-networks': 'a lab file with vmnet devices, ip address',
	wget: 'curl URL',
};

/** There is no such tool: what a shell says, and what may have been meant. */
export function missingTool(typed: string): Printed {
	const nearest = entryOf(OTHERS, typed);
	if (nearest !== undefined) return fails(`${typed} is real, but this lab does not have it. Nearest: ${nearest}\n`, 127);
	const meant = didYouMean(
		typed,
		TOOLS.map(({word}) => word),
	);
	return fails(`${typed}: command not found${meant === undefined ? '; "help" lists the tools' : `; did you mean "${meant}"?`}\n`, 127);
}
