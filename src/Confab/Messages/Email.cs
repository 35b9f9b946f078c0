using System.Text.Json;
using System.Text.Json.Serialization;
using Confab.Channels.Email;

namespace Confab.Messages;

/// <summary>An e-mail as it stands in its table: what was asked to be sent, once for all its destinations.</summary>
internal sealed record Email
{
    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    /// <summary>Who sends it, as JSON.</summary>
    public string Source { get; init; } = "";

    public string Subject { get; init; } = "";

    public string Content { get; init; } = "";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    public IReadOnlyList<EmailTarget> Targets { get; init; } = [];

    public EmailJson ToJson() => new(Id, CustomerId, new RawJson(Source), [.. Targets.Select(target => new RawJson(target.Destination))], EmailTarget.Status(Targets), Subject, Content, [],
        TmCreate, Targets.Select(target => target.TmUpdate).Append(TmUpdate).Max(), TmDelete);
}

/// <summary>One destination of an e-mail, with what became of its message.</summary>
internal sealed record EmailTarget
{
    private static readonly string[] Ways = ["initiated", "processed", "delivered", "open"];

    public Guid EmailId { get; init; }

    /// <summary>The message in the conversation with this destination.</summary>
    public Guid MessageId { get; init; }

    /// <summary>Who receives it, as JSON.</summary>
    public string Destination { get; init; } = "";

    public string Delivery { get; init; } = "queued";

    public string ErrorCode { get; init; } = "";

    public Timestamp TmUpdate { get; init; }

    /// <summary>The published status of all: the first that failed tells, else the one that has come least far. Empty when nobody knows.</summary>
    public static string Status(IReadOnlyList<EmailTarget> targets) => targets.FirstOrDefault(target => target.Delivery == "failed") is { } failed ? failed.Failure
        : targets.Count == 0 ? "" : Ways[targets.Min(target => target.Way)];

    private int Way => Delivery switch
    {
        "queued" => 0,
        "sent" => 1,
        "delivered" => 2,
        _ => 3
    };

    private string Failure => ErrorCode switch
    {
        MailFailure.Bounce => "bounce",
        MailFailure.Complaint => "spamreport",
        Messages.Delivery.OutcomeUnknown => "",
        _ => "dropped"
    };
}

/// <summary>An e-mail as the API shows it.</summary>
internal sealed record EmailJson(Guid Id, Guid CustomerId, RawJson Source, IReadOnlyList<RawJson> Destinations, string Status, string Subject,
    string Content, IReadOnlyList<JsonElement> Attachments, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete);

[JsonSerializable(typeof(EmailJson))]
[JsonSerializable(typeof(Page<EmailJson>))]
internal sealed partial class EmailsJson : JsonSerializerContext
{
    public static readonly EmailsJson Wire = new(Basics.Wire.NewOptions());
}
