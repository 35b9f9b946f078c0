using Confab.Channels;
using Confab.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Confab.Tests.Messages;

/// <summary>The ranks of a delivery, for whatever order news comes in.</summary>
public sealed class DeliveryTests
{
    private static readonly string[] Ranked = ["queued", "sent", "delivered", "read"];

    [Fact]
    public void It_never_goes_back_and_a_failure_is_final_unless_nobody_knew()
    {
        Prop.ForAll<(DeliveryState State, bool Unknown)[]>(news =>
        {
            var message = new Message { Status = "progressing", Delivery = "queued" };
            foreach (var (state, unknown) in news ?? [])
            {
                var code = state == DeliveryState.Failed ? unknown ? Delivery.OutcomeUnknown : "30003" : "";
                var after = Delivery.Apply(message, state, code, "", new Timestamp(1));
                if (message is { Delivery: "failed", ErrorCode: not Delivery.OutcomeUnknown } && after != message)
                    return false;
                if (message is { Delivery: "failed", ErrorCode: Delivery.OutcomeUnknown } && after != message && after.Delivery is not ("delivered" or "read"))
                    return false;
                if (message.Delivery != "failed" && after.Delivery != "failed" && Array.IndexOf(Ranked, after.Delivery) < Array.IndexOf(Ranked, message.Delivery))
                    return false;
                if (message.Delivery is "delivered" or "read" && after.Delivery == "failed")
                    return false;
                if (after.Status != (after.Delivery switch { "queued" => "progressing", "failed" => "failed", _ => "done" }))
                    return false;
                message = after;
            }
            return true;
        }).QuickCheckThrowOnFailure();
    }
}
