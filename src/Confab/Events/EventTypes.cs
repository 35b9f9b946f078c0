namespace Confab.Events;

/// <summary>What can happen: the types of events.</summary>
internal static class EventTypes
{
    /// <summary>An endpoint was switched off, and not by a person.</summary>
    public const string EndpointDisabled = "webhook_endpoint_disabled";

    /// <summary>Somebody tries an endpoint.</summary>
    public const string Test = "webhook_test";

    /// <summary>Somebody has read what came into a conversation. It is for who looks on: no webhook tells of it.</summary>
    public const string Read = "conversation_read";

    /// <summary>All that webhooks tell of.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        "conversation_created", "conversation_updated", "conversation_deleted",
        "conversation_message_created", "conversation_message_updated", "conversation_message_deleted", "conversation_note_created", "conversation_note_deleted",
        "account_created", "account_updated", "account_deleted", "activeflow_created", "activeflow_updated", "activeflow_deleted",
        "message_created", "message_updated", "agent_created", "agent_updated", "agent_deleted", "agent_status_updated",
        "tag_created", "tag_updated", "tag_deleted", "canned_reply_created", "canned_reply_updated", "canned_reply_deleted",
        "webchat_message_created", "webchat_session_ended", EndpointDisabled, Test
    ];
}
