using System.Text.Json.Serialization;

namespace Confab.Events.Webhooks;

/// <summary>An endpoint as the API shows it; <paramref name="Secret"/> only in the answers that make one.</summary>
internal sealed record EndpointJson(Guid Id, Guid CustomerId, string Uri, string Method, RawJson EventTypes, bool Enabled, int RateLimit, Dictionary<string, string> Headers,
    string Secret, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete);

/// <summary>What became of an event at an endpoint.</summary>
internal sealed record DeliveryJson(Guid Id, Guid CustomerId, Guid EndpointId, Guid EventId, string EventType, string Status, RawJson Attempts, Timestamp TmNext,
    Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete);

/// <summary>One try.</summary>
/// <param name="Tm">When it began.</param>
/// <param name="StatusCode">What was answered; 0 where nothing was.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Error">Why it failed; empty when it did not.</param>
/// <param name="Response">The first kilobyte of the answer.</param>
internal sealed record AttemptJson(Timestamp Tm, int StatusCode, int DurationMs, string Error, string Response);

/// <summary>What is sent again, from the oldest on.</summary>
/// <param name="EndpointId">At which endpoint; nil for all.</param>
/// <param name="Status">What has become of it so far.</param>
/// <param name="After">Of events not before this.</param>
/// <param name="Before">Of events before this.</param>
internal sealed record ReplayJson(Guid EndpointId, string Status, Timestamp After, Timestamp Before);

[JsonSerializable(typeof(EndpointJson))]
[JsonSerializable(typeof(Page<EndpointJson>))]
[JsonSerializable(typeof(DeliveryJson))]
[JsonSerializable(typeof(Page<DeliveryJson>))]
[JsonSerializable(typeof(AttemptJson))]
[JsonSerializable(typeof(ReplayJson))]
[JsonSerializable(typeof(ReplayState))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class WebhooksJson : JsonSerializerContext
{
    public static readonly WebhooksJson Wire = new(Basics.Wire.NewOptions());
}
