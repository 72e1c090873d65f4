// SPDX-License-Identifier: Apache-2.0
//
// The server's end of TLS over any Peer, made of mbedTLS, one client at a time.
#pragma once

#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ticket.h>

#include <string>

#include "contract/certificates.h"
#include "support/peer.h"

namespace uc8::test {

struct TlsServerOptions {
  Identity identity;
  bool tickets = true;
  bool tls_1_3 = false;          ///< Only 1.3; else only 1.2. Needs mbedTLS 3.
  std::string client_authority;  ///< PEM: clients must show a certificate of it.
  int ciphersuite = 0;           ///< The only one, if not 0.
};

class TlsServer final : public Peer {
 public:
  TlsServer(Peer& below, const TlsServerOptions& options);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;

  /// Takes a new client, goes on with its handshake, sends what waits.
  void turn();
  /// Handshakes that took up an earlier session.
  int resumed = 0;
  /// Handshakes completed.
  int handshakes = 0;
  /// What ended the last handshake or read, if not well: an mbedTLS code.
  int error = 0;
  /// The server name (SNI) the last client asked for.
  std::string server_name;
  /// Bytes that wait until the client's end has room.
  size_t waiting() const { return out_.size(); }
  /// Asks the client for a new handshake, which no client of ours grants (TLS 1.2).
  int ask_for_renegotiation();
  /// Sends a fatal alert (RFC 8446 §6), as a server does that takes a dislike to the client.
  void alert(unsigned char number);
  /// Ends the stream below without saying so in TLS.
  void cut() { below_.end(); }

  bool connected() const override { return ready_ && below_.connected(); }
  int connections() const override { return below_.connections(); }
  size_t send(Bytes from) override;
  size_t receive(MutableBytes to) override;
  bool ended() const override { return ended_; }
  void end() override;
  void reset() override { below_.reset(); }

 private:
  static constexpr size_t kQueueMax = 64 * 1024;
  void configure(const TlsServerOptions& options);
  void read_identity(const TlsServerOptions& options);
  void greet();
  void flush();
  static int push(void* self, const unsigned char* data, size_t size);
  static int pull(void* self, unsigned char* data, size_t size);
  static int parse_ticket(void* self, mbedtls_ssl_session* session, unsigned char* ticket,
                          size_t size);
  static int hear_name(void* self, mbedtls_ssl_context*, const unsigned char* name, size_t size);

  Peer& below_;
  mbedtls_ssl_config config_;
  mbedtls_ssl_context ssl_;
  mbedtls_ssl_ticket_context tickets_;
  mbedtls_x509_crt certificate_;
  mbedtls_x509_crt client_authority_;
  mbedtls_pk_context key_;
  int only_ciphersuite_[2] = {};
  int client_ = 0;  // Which connection of below_ this is.
  bool ready_ = false;
  bool ended_ = false;
  bool ending_ = false;
  std::string out_;
  size_t blocked_ = 0;  // The length of a write that has to be repeated.
};

}  // namespace uc8::test
