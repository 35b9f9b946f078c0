namespace Confab.Live;

/// <summary>
/// What a client follows: <c>customer_id:&lt;id&gt;</c>, <c>agent_id:&lt;id&gt;</c>, <c>session_id:&lt;id&gt;</c> or <c>unassigned:&lt;customer's id&gt;</c>,
/// perhaps followed by a resource and the id of what events are about. It matches by whole segments from the left.
/// </summary>
/// <param name="Scope">What it names.</param>
/// <param name="ScopeId">That customer, agent or session.</param>
/// <param name="Resource">The first word of the events' types, as in <c>conversation</c>; empty for all.</param>
/// <param name="SubjectId">What the events are about; null for all.</param>
internal readonly record struct Topic(TopicScope Scope, Guid ScopeId, string Resource = "", Guid? SubjectId = null)
{
    private static readonly string[] Scopes = ["customer_id", "agent_id", "session_id", "unassigned"];

    /// <summary>Reads a topic; false when there is no such.</summary>
    public static bool TryParse(string text, out Topic topic)
    {
        topic = default;
        var parts = text.Split(':');
        var subjectId = Guid.Empty;
        if (parts.Length is < 2 or > 4 || (Array.IndexOf(Scopes, parts[0]) is var scope && scope < 0) || !Ids.TryParse(parts[1], out var scopeId)
            || (parts.Length > 2 && parts[2].Length == 0) || (parts.Length > 3 && !Ids.TryParse(parts[3], out subjectId)))
            return false;
        topic = new Topic((TopicScope)scope, scopeId, parts.Length > 2 ? parts[2] : "", parts.Length > 3 ? subjectId : null);
        return true;
    }
}

/// <summary>Whose events a topic names.</summary>
internal enum TopicScope
{
    /// <summary>A customer's.</summary>
    Customer,

    /// <summary>Those of what an agent owns.</summary>
    Agent,

    /// <summary>Those of a web chat's session.</summary>
    Session,

    /// <summary>Those of a customer's conversations that nobody has.</summary>
    Unassigned
}
