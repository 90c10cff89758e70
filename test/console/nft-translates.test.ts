/** Rules of nft translate packets, as those of iptables do. */
import {expect, it} from 'vitest';
import {labShell} from './lab-shell.js';

const STATUS = "curl -s -o /dev/null -w '%{http_code}' -m 3";

it('a guest reaches the server only while nft masquerades it, and is reached where nft forwards a port', () => {
	const {type, shows} = labShell('linux-nat');
	const page = (machine: string, address: string): string => type(machine, `${STATUS} http://${address}/`).stdout;
	shows('host', 'sleep 5; iptables -t nat -F');
	expect(page('vm1', '192.168.1.10')).toBe('000');
	shows('host', "nft add table ip own; nft 'add chain ip own post { type nat hook postrouting priority 100; }'");
	shows('host', 'nft add rule ip own post oifname eth0 counter masquerade');
	expect(page('vm1', '192.168.1.10')).toBe('200');
	expect(shows('host', 'nft list table ip own')).toContain('oifname "eth0" counter packets 1 bytes 60 masquerade');
	shows('host', "nft 'add chain ip own pre { type nat hook prerouting priority -100; }'");
	expect(page('server', '192.168.1.50:9999')).toBe('000');
	shows('host', 'nft add rule ip own pre iifname eth0 tcp dport 9999 dnat to 192.168.122.11:80');
	expect(page('server', '192.168.1.50:9999')).toBe('200');
	shows('host', 'nft flush chain ip own post');
	expect(page('vm1', '192.168.1.10')).toBe('000');
});
