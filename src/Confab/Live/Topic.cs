namespace Confab.Live;

/// <summary>
/// What a client follows: <c>customer_id:&lt;id&gt;</c> or <c>agent_id:&lt;id&gt;</c>, perhaps followed by a resource and the id of what events are about.
/// It matches by whole segments from the left.
/// </summary>
/// <param name="IsAgent">Whether it names an agent; else it names a customer.</param>
/// <param name="ScopeId">That agent or customer.</param>
/// <param name="Resource">The first word of the events' types, as in <c>conversation</c>; empty for all.</param>
/// <param name="SubjectId">What the events are about; null for all.</param>
internal readonly record struct Topic(bool IsAgent, Guid ScopeId, string Resource = "", Guid? SubjectId = null)
{
    private const string OfCustomer = "customer_id", OfAgent = "agent_id";

    /// <summary>Reads a topic; false when there is no such.</summary>
    public static bool TryParse(string text, out Topic topic)
    {
        topic = default;
        var parts = text.Split(':');
        var subjectId = Guid.Empty;
        if (parts.Length is < 2 or > 4 || parts[0] is not (OfCustomer or OfAgent) || !Ids.TryParse(parts[1], out var scopeId)
            || (parts.Length > 2 && parts[2].Length == 0) || (parts.Length > 3 && !Ids.TryParse(parts[3], out subjectId)))
            return false;
        topic = new Topic(parts[0] == OfAgent, scopeId, parts.Length > 2 ? parts[2] : "", parts.Length > 3 ? subjectId : null);
        return true;
    }
}
