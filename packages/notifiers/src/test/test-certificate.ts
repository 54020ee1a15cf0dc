/**
 * A throw-away certificate and its key for the local test servers: it signs itself, names `localhost`,
 * `mail.dreamteamhub.example` and 127.0.0.1, and protects nothing.
 */
export const testCertificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBgjCCASigAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNqo85dziNBwuzAp
1bOE9+wNki8j9QrXBsy6WEI8CHqrAc559wswit9Vuf0Ye0FE90YV2QzvWFISvQ0g
qho/hOKjaTBnMDUGA1UdEQQuMCyCCWxvY2FsaG9zdIIZbWFpbC5kcmVhbXRlYW1o
dWIuZXhhbXBsZYcEfwAAATAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBQYGljP
XxSBtyk/SBGb5YktlvRA3jAKBggqhkjOPQQDAgNIADBFAiEAnSY+6Bg0TjCSuBwO
ARe4J6+M0iU8S9xjdXTGC294/LMCIAxrDBUZ98p3Se/0EXmqDgUWeDj1hz0ofhh8
h7WTQAss
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+lGn5TBTxv9BddJ/
/1xn4hbyfWVacJdhmYvnm1DMpSOhRANCAATaqPOXc4jQcLswKdWzhPfsDZIvI/UK
1wbMulhCPAh6qwHOefcLMIrfVbn9GHtBRPdGFdkM71hSEr0NIKoaP4Ti
-----END PRIVATE KEY-----
`,
};
