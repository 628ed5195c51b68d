/** A first configuration and the lines that apply it; runs as pasted once its address is one's own. */
export const FIRST_CONFIGURATION = [
  {
    id: "shell",
    label: "Shell",
    code: `cat > keywarden.yaml <<'END'
apiVersion: keywarden/v1
upstreams:
  - name: ethereum
    kind: jsonrpc
    url: http://127.0.0.1:8545
    match: { pathPrefix: /ethereum }
    methods:
      - { method: eth_chainId, scope: "chain:read" }
      - { method: "eth_get*", scope: "chain:read" }
END
npx keywarden apply -f keywarden.yaml --dry-run
npx keywarden apply -f keywarden.yaml`,
  },
];
