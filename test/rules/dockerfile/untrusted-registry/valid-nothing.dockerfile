FROM quay.io/acme/tools:1.4
