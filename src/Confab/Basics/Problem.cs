namespace Confab.Basics;

/// <summary>What the API answers when it does not do what was asked. The whole catalogue is the static members.</summary>
/// <param name="Http">The HTTP status.</param>
/// <param name="Status">The canonical status word.</param>
/// <param name="Reason">The exact reason in UPPER_SNAKE.</param>
/// <param name="Message">One sentence for the caller; never an exception's text.</param>
public sealed record Problem(int Http, string Status, string Reason, string Message)
{
    /// <summary>Seconds until another try makes sense, for the <c>Retry-After</c> header.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>What ran out, for <c>details[0].limited_by</c>: <c>ip</c> or <c>customer</c>.</summary>
    public string? LimitedBy { get; init; }

    /// <summary>The field that is at fault, for <c>details[0].field</c>.</summary>
    public string? Field { get; init; }

    /// <summary>Several faults found at once, for <c>details</c>.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>This problem as an exception: how a refusal leaves a unit of work, which it also rolls back.</summary>
    public ProblemException AsException() => new(this);

    /// <summary>400: a field's value cannot be used.</summary>
    public static Problem Invalid(string field, string why) =>
        new(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", $"{field}: {why}") { Field = field };

    /// <summary>400: several faults at once, each with its field.</summary>
    public static Problem InvalidAll(IReadOnlyList<Fault> faults) =>
        Invalid(faults[0].Field, string.Join(" ", faults.Select((fault, index) => index == 0 ? fault.Message : $"{fault.Field}: {fault.Message}"))) with { Faults = faults };

    /// <summary>400: an id is no UUID.</summary>
    public static Problem InvalidId(string field) =>
        new(400, "INVALID_ARGUMENT", "INVALID_ID", $"{field}: must be a UUID, as in 550e8400-e29b-41d4-a716-446655440000.") { Field = field };

    /// <summary>400: the body is no JSON object.</summary>
    public static Problem InvalidJson(string why) => new(400, "INVALID_ARGUMENT", "INVALID_JSON_BODY", why);

    /// <summary>400: a query parameter cannot be used.</summary>
    public static Problem InvalidParameter(string name, string why) =>
        new(400, "INVALID_ARGUMENT", "INVALID_REQUEST_PARAMETER", $"{name}: {why}") { Field = name };

    /// <summary>400: a required field is not there.</summary>
    public static Problem Missing(string field) =>
        new(400, "INVALID_ARGUMENT", "MISSING_REQUEST_PARAMETER", $"{field}: is required.") { Field = field };

    /// <summary>400: an owner that is no agent of this customer.</summary>
    public static Problem AgentNotFound { get; } =
        new(400, "INVALID_ARGUMENT", "AGENT_NOT_FOUND", "owner_id: no agent of this customer has this id.") { Field = "owner_id" };

    /// <summary>401: no credential came with the request.</summary>
    public static Problem AuthenticationRequired { get; } =
        new(401, "UNAUTHENTICATED", "AUTHENTICATION_REQUIRED", "A token or an access key is required.");

    /// <summary>401: the credential is wrong, expired or revoked.</summary>
    public static Problem InvalidCredentials { get; } =
        new(401, "UNAUTHENTICATED", "INVALID_CREDENTIALS", "The credentials are wrong or no longer valid.");

    /// <summary>401: a provider's call whose signature is missing or wrong.</summary>
    public static Problem InvalidSignature { get; } =
        new(401, "UNAUTHENTICATED", "INVALID_CREDENTIALS", "The provider's signature is missing or wrong.");

    /// <summary>403: known, but not allowed.</summary>
    public static Problem PermissionDenied { get; } =
        new(403, "PERMISSION_DENIED", "PERMISSION_DENIED", "The caller is not allowed to do this.");

    /// <summary>403 with a sentence of its own.</summary>
    public static Problem Denied(string why) => new(403, "PERMISSION_DENIED", "PERMISSION_DENIED", why);

    /// <summary>403: a visitor's token, where it is good for nothing.</summary>
    public static Problem DirectAccessNotSupported { get; } =
        new(403, "PERMISSION_DENIED", "DIRECT_ACCESS_NOT_SUPPORTED", "A direct token does not give access to this.");

    /// <summary>404: no such thing, or another customer's: the same answer for both.</summary>
    /// <param name="resource">The resource's name in lower case, as in <c>conversation</c>.</param>
    public static Problem NotFound(string resource) =>
        new(404, "NOT_FOUND", $"{resource.ToUpperInvariant()}_NOT_FOUND", $"There is no such {resource.Replace('_', ' ')}.");

    /// <summary>404: no such path.</summary>
    public static Problem RouteNotFound { get; } = new(404, "NOT_FOUND", "ROUTE_NOT_FOUND", "There is no such path.");

    /// <summary>405: the path exists, with other methods.</summary>
    public static Problem MethodNotAllowed { get; } =
        new(405, "INVALID_ARGUMENT", "METHOD_NOT_ALLOWED", "This path does not take this method.");

    /// <summary>409: what is to be made is there already.</summary>
    public static Problem Exists(string reason, string why) => new(409, "ALREADY_EXISTS", reason, why);

    /// <summary>409: not in the state that things are in.</summary>
    public static Problem State(string reason, string why) => new(409, "FAILED_PRECONDITION", reason, why);

    /// <summary>410: a cursor from which the feed cannot go on: what followed it is kept no longer.</summary>
    public static Problem CursorExpired { get; } =
        new(410, "FAILED_PRECONDITION", "CURSOR_EXPIRED", "after: what followed this cursor is kept no longer. Read the present state, then follow anew.") { Field = "after" };

    /// <summary>402: what was paid beforehand does not reach for it.</summary>
    public static Problem InsufficientBalance { get; } = new(402, "PAYMENT_REQUIRED", "INSUFFICIENT_BALANCE", "The balance does not reach for this message.");

    /// <summary>413: the body is larger than the limit.</summary>
    public static Problem BodyTooLarge { get; } = new(413, "INVALID_ARGUMENT", "BODY_TOO_LARGE", "The body is too large.");

    /// <summary>415: the body is not JSON by its content type.</summary>
    public static Problem ContentType { get; } =
        new(415, "INVALID_ARGUMENT", "CONTENT_TYPE_NOT_SUPPORTED", "The body's content type must be application/json.");

    /// <summary>415: the body is not a form by its content type.</summary>
    public static Problem NoForm { get; } =
        new(415, "INVALID_ARGUMENT", "CONTENT_TYPE_NOT_SUPPORTED", "The body must be multipart/form-data with a file.");

    /// <summary>429: too many requests from an address or of a customer.</summary>
    public static Problem RateLimited(string by, int retryAfter) =>
        new(429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", "Too many requests.") { LimitedBy = by, RetryAfter = retryAfter };

    /// <summary>503: for now it cannot be done; nothing was changed.</summary>
    public static Problem Unavailable { get; } =
        new(503, "UNAVAILABLE", "SERVICE_UNAVAILABLE", "The service cannot do this now. Try again.") { RetryAfter = 5 };

    /// <summary>500: our fault.</summary>
    public static Problem Internal { get; } = new(500, "INTERNAL", "INTERNAL", "Something went wrong inside.");
}

/// <summary>One of several faults, each with the field it is about.</summary>
/// <param name="Field">Where: a field's name or path, as in <c>actions[2].option.text</c>.</param>
/// <param name="Message">What is wrong with it, and what is allowed.</param>
public sealed record Fault(string Field, string Message);

/// <summary>Carries a <see cref="Basics.Problem"/> to the one place that answers it.</summary>
#pragma warning disable CA1032 // Made from a Problem only.
public sealed class ProblemException(Problem problem) : Exception(problem.Reason)
#pragma warning restore CA1032
{
    /// <summary>What to answer.</summary>
    public Problem Problem { get; } = problem;
}
