// SPDX-License-Identifier: Apache-2.0
//
// Bugs planted in the model, or between the library and its application, to see each check fail.
#pragma once

namespace uc8::sim {

enum class Plant {
  none,
  drop_ack,              ///< The server loses an acknowledgement.
  lose_send,             ///< The server confirms what it does not store.
  change_payload,        ///< The server stores another byte.
  reorder_sends,         ///< The server stores two messages in the wrong order.
  double_store,          ///< The server's deduplication forgets.
  skip_delivery,         ///< The server passes a message over.
  swallow_delivery,      ///< A message does not reach the application.
  change_delivery,       ///< A message reaches the application with another byte.
  two_actives,           ///< A standby is given a message.
  redeliver_acked,       ///< An acknowledged message is delivered again on a healthy link.
  double_outcome,        ///< The application hears of a send twice.
  swallow_outcome,       ///< ... or never.
  inflate_permit,        ///< The server reads more permits than were granted.
  speak_after_closed,    ///< A callback after `on_closed()`.
  swallow_closed,        ///< `on_closed()` does not come.
  callback_from_inside,  ///< A callback from inside a call of the application.
  fail_without_cause,    ///< `on_failed()` although the server refused nothing.
  stop_serving,          ///< The server never comes back.
  forget_blocked_write   ///< The transport remembers other bytes than were written.
};

/// A planted bug, and the check that has to find it.
struct PlantedBug {
  Plant plant;
  const char* name;
  const char* found_by;
};

inline constexpr PlantedBug kPlantedBugs[] = {
    {Plant::drop_ack, "drop_ack", "lost_ack"},
    {Plant::lose_send, "lose_send", "confirmed_is_stored"},
    {Plant::change_payload, "change_payload", "stored_as_produced"},
    {Plant::reorder_sends, "reorder_sends", "producer_order"},
    {Plant::double_store, "double_store", "stored_once"},
    {Plant::skip_delivery, "skip_delivery", "recovery"},
    {Plant::swallow_delivery, "swallow_delivery", "consumer_order"},
    {Plant::change_delivery, "change_delivery", "delivered_as_stored"},
    {Plant::two_actives, "two_actives", "one_active"},
    {Plant::redeliver_acked, "redeliver_acked", "no_redelivery"},
    {Plant::double_outcome, "double_outcome", "one_outcome"},
    {Plant::swallow_outcome, "swallow_outcome", "one_outcome"},
    {Plant::inflate_permit, "inflate_permit", "window"},
    {Plant::speak_after_closed, "speak_after_closed", "silent_when_closed"},
    {Plant::swallow_closed, "swallow_closed", "close_is_answered"},
    {Plant::callback_from_inside, "callback_from_inside", "callbacks_from_loop"},
    {Plant::fail_without_cause, "fail_without_cause", "fails_with_cause"},
    {Plant::stop_serving, "stop_serving", "recovery"},
    {Plant::forget_blocked_write, "forget_blocked_write", "transport_rule"},
};

}  // namespace uc8::sim
