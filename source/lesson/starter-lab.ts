/** The lab of a sandbox that was given none: a host with Open vSwitch installed, two VMs and a cable to a switch; nothing is set up yet. */
export const STARTER_LAB = `
machines:
  - name: host
    role: host
    ovs: {}
    devices:
      - {kind: nic, name: eth0, mac: '02:00:00:00:00:50'}
      - {kind: nic, name: tap1, mac: 'fe:54:00:00:00:01'}
      - {kind: nic, name: tap2, mac: 'fe:54:00:00:00:02'}
      - {kind: nic, name: tap3, mac: 'fe:54:00:00:00:03'}
  - name: vm1
    role: vm
    devices: [{kind: nic, name: eth0, mac: '52:54:00:00:00:01', addresses: [10.0.0.1/24]}]
  - name: vm2
    role: vm
    devices: [{kind: nic, name: eth0, mac: '52:54:00:00:00:02', addresses: [10.0.0.2/24]}]
  - name: vm3
    role: vm
    devices: [{kind: nic, name: eth0, mac: '52:54:00:00:00:03', addresses: [10.0.0.3/24]}]
  - name: server
    role: external
    devices: [{kind: nic, name: eth0, mac: '02:00:00:00:00:10', addresses: [10.0.0.10/24]}]
links:
  - {ends: [host/tap1, vm1/eth0], kind: virtual}
  - {ends: [host/tap2, vm2/eth0], kind: virtual}
  - {ends: [host/tap3, vm3/eth0], kind: virtual}
  - {ends: [host/eth0, server/eth0]}
rows: [[vm1, vm2, vm3], [host], [server]]
`;
