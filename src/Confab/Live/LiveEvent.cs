using System.Text;
using Confab.Events;

namespace Confab.Live;

/// <summary>An event on its way to those who follow: made once, whoever gets it.</summary>
internal sealed class LiveEvent
{
    /// <summary>The resource of events that are about a session of a web chat.</summary>
    public const string Webchat = "webchat";

    private byte[]? frame;
    private Topic[]? topics;

    /// <summary>Its place among all events.</summary>
    public long Position { get; init; }

    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public string Type { get; init; } = "";

    /// <summary>The resource as the API shows it.</summary>
    public string Data { get; init; } = "";

    public Timestamp TmCreate { get; init; }

    /// <summary>What it is about; the nil UUID where an older node wrote it.</summary>
    public Guid SubjectId { get; init; }

    public Guid OwnerId { get; init; }

    public Guid FormerOwnerId { get; init; }

    /// <summary>Where the feed goes on after it.</summary>
    public string Cursor => Position.ToString();

    /// <summary>What goes over a socket: what a webhook gets, and then the cursor.</summary>
    public ReadOnlyMemory<byte> Frame => frame ??= Encoding.UTF8.GetBytes($$"""{"type":"{{Type}}","data":{{Data}},"cursor":"{{Position}}"}""");

    /// <summary>Whether each of the customer's agents may follow it.</summary>
    public bool IsForAgents => Topics.Any(topic => topic.IsForAgents);

    /// <summary>All topics that match it.</summary>
    public Topic[] Topics => topics ??= [.. Scopes().SelectMany(Narrowed)];

    private IEnumerable<Topic> Scopes()
    {
        yield return new Topic(TopicScope.Customer, CustomerId);
        if (OwnerId != Guid.Empty)
            yield return new Topic(TopicScope.Agent, OwnerId);
        if (FormerOwnerId != Guid.Empty)
            yield return new Topic(TopicScope.Agent, FormerOwnerId);
        if (Type.StartsWith(Webchat + "_", StringComparison.Ordinal))
            yield return new Topic(TopicScope.Session, SubjectId);
        if (IsOfNobodys)
            yield return new Topic(TopicScope.Unassigned, CustomerId);
    }

    /// <summary>Whether it tells of a conversation that nobody has, or of who has got it now. Notes are for who has one.</summary>
    private bool IsOfNobodys => (OwnerId == Guid.Empty || FormerOwnerId == EventAbout.Nobody) && SubjectId != Guid.Empty
        && (Type is "conversation_created" or "conversation_updated" or "conversation_deleted" or EventTypes.Read || Type.StartsWith("conversation_message_", StringComparison.Ordinal));

    private Topic[] Narrowed(Topic scope)
    {
        var word = Type.IndexOf('_', StringComparison.Ordinal) is > 0 and var end ? Type[..end] : Type;
        return [scope, scope with { Resource = word }, scope with { Resource = word, SubjectId = SubjectId }];
    }
}
