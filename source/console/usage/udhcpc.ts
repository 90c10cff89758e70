/** What `udhcpc --help` prints. */

export const UDHCPC_USAGE = `BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.

Usage: udhcpc [-fbqRB] [-a[MSEC]] [-t N] [-T SEC] [-A SEC|-n]
\t[-i IFACE] [-s PROG] [-p PIDFILE]
\t[-oC] [-r IP] [-V VENDOR] [-F NAME] [-x OPT:VAL]... [-O OPT]...

\t-i IFACE\tInterface to use (default eth0)
\t-s PROG\t\tRun PROG at DHCP events (default /etc/udhcpc/default.script)
\t-p FILE\t\tCreate pidfile
\t-B\t\tRequest broadcast replies
\t-t N\t\tSend up to N discover packets (default 3)
\t-T SEC\t\tPause between packets (default 3)
\t-A SEC\t\tWait if lease is not obtained (default 20)
\t-b\t\tBackground if lease is not obtained
\t-n\t\tExit if lease is not obtained
\t-q\t\tExit after obtaining lease
\t-R\t\tRelease IP on exit
\t-f\t\tRun in foreground
\t-S\t\tLog to syslog too
\t-a[MSEC]\tValidate offered address with ARP ping
\t-r IP\t\tRequest this IP address
\t-o\t\tDon't request any options (unless -O is given)
\t-O OPT\t\tRequest option OPT from server (cumulative)
\t-x OPT:VAL\tInclude option OPT in sent packets (cumulative)
\t\t\tExamples of string, numeric, and hex byte opts:
\t\t\t-x hostname:bbox - option 12
\t\t\t-x lease:3600 - option 51 (lease time)
\t\t\t-x 0x3d:0100BEEFC0FFEE - option 61 (client id)
\t\t\t-x 14:'"dumpfile"' - option 14 (shell-quoted)
\t-F NAME\t\tAsk server to update DNS mapping for NAME
\t-V VENDOR\tVendor identifier (default 'udhcp VERSION')
\t-C\t\tDon't send MAC as client identifier
Signals:
\tUSR1\tRenew lease
\tUSR2\tRelease lease
`;
