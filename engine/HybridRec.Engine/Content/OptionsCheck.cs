using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Content;

/// <summary>Holds options to their [Range] attributes where no configuration binder has done so.</summary>
internal static class OptionsCheck
{
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public static void ThrowIfInvalid(ContentOptions options)
    {
        List<ValidationResult> faults = [];
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
        {
            throw new ArgumentException(string.Join(" ", faults.Select(fault => fault.ErrorMessage)), nameof(options));
        }
    }
}
