"""Calls with documented types of their answers. `python -m tests.support.documented_types` writes this file.

Source: BigCommerce's public OpenAPI documents (bigcommerce/docs), state of 2026-04-01.

A path that is written as documented, with its placeholders, has a typed answer. Any other answer is `Any`.
"""

import builtins
from collections.abc import Iterator
from typing import Any, Literal, TypedDict, overload

from storehook.bigcommerce.calls import PathValue
from storehook.bigcommerce.client import V2, V3, Query

class V2Banner(TypedDict):
    date_created: str
    id: int
    content: str
    date_from: str
    date_to: str
    date_type: str
    item_id: str
    location: str
    name: str
    page: str
    visible: str

class V2BannersCount(TypedDict):
    count: int

class V2BlogPostPublishedDate(TypedDict):
    date: str
    timezone: str
    timezone_type: int

class V2BlogPost(TypedDict):
    id: int
    author: str | None
    body: str
    is_published: bool
    meta_description: str | None
    meta_keywords: str | None
    preview_url: str
    published_date: V2BlogPostPublishedDate
    published_date_iso8601: str
    summary: str
    tags: list[str]
    thumbnail_path: str | None
    title: str
    url: str

class V2BlogPostsCount(TypedDict):
    count: float

class V2BlogTag(TypedDict):
    post_ids: list[int]
    tag: str

class V2CountryStates(TypedDict):
    resource: str
    url: str

class V2Country(TypedDict):
    id: int
    country: str
    country_iso2: str
    country_iso3: str
    states: V2CountryStates

class V2CountriesCount(TypedDict):
    count: int

class V2CountriesState(TypedDict):
    country_id: int
    id: int
    state: str
    state_abbreviation: str

class V2CountriesStatesCount(TypedDict):
    count: int

class V2CouponAppliesTo(TypedDict):
    entity: str
    ids: list[int]

class V2CouponRestrictedTo(TypedDict):
    countries: str

class V2Coupon(TypedDict):
    date_created: str
    id: int
    num_uses: int
    amount: str
    applies_to: V2CouponAppliesTo
    code: str
    enabled: bool
    expires: str
    max_uses: int
    max_uses_per_customer: int
    min_purchase: str
    name: str
    restricted_to: V2CouponRestrictedTo
    shipping_methods: list[str]
    type: str

class V2CouponsCount(TypedDict):
    count: int

class V2Currency(TypedDict):
    auto_update: bool
    country_iso2: str
    currency_code: str
    currency_exchange_rate: str
    decimal_places: int
    decimal_token: str
    default_for_country_codes: list[str]
    enabled: bool
    is_default: bool
    is_transactional: bool
    name: str
    thousands_token: str
    token: str
    token_location: str
    use_default_name: bool
    id: int
    last_updated: str

class V2CustomerGroupCategoryAccess(TypedDict):
    categories: list[int]
    type: str

class V2CustomerGroup(TypedDict):
    category_access: V2CustomerGroupCategoryAccess
    date_created: str
    date_modified: str
    discount_rules: Any
    id: int
    is_default: bool
    is_group_for_guests: bool
    name: str

class V2CustomerGroupsCount(TypedDict):
    count: float

class V2CustomerAuthentication(TypedDict):
    force_reset: bool
    password: str
    password_confirmation: str

class V2CustomerAddresses(TypedDict):
    resource: str
    url: str

class V2CustomerFormField(TypedDict):
    name: str
    value: str | None

class V2Customer(TypedDict):
    date_created: str
    date_modified: str
    id: int
    _authentication: V2CustomerAuthentication
    accepts_marketing: bool
    addresses: V2CustomerAddresses
    company: str
    customer_group_id: int
    email: str
    first_name: str
    form_fields: list[V2CustomerFormField] | None
    last_name: str
    notes: str
    phone: str
    registration_ip_address: str
    reset_pass_on_login: bool
    store_credit: str
    tax_exempt_category: str

class V2CustomersCount(TypedDict):
    count: float

class V2CustomersAddress(TypedDict):
    country_iso2: str
    id: int
    address_type: str
    city: str
    company: str
    country: str
    customer_id: int
    first_name: str
    last_name: str
    phone: str
    state: str
    street_1: str
    street_2: str
    zip: str

class V2CustomersAddressesCount(TypedDict):
    count: float

class V2GiftCertificate(TypedDict):
    amount: str
    from_email: str
    from_name: str
    to_email: str
    to_name: str
    balance: str
    code: str
    currency_code: str
    customer_id: int
    expiry_date: str
    id: int
    message: str
    order_id: int
    purchase_date: str
    status: str
    template: str

class V2OrderStatuse(TypedDict):
    custom_label: str
    id: int
    name: str
    system_description: str
    system_label: str

class V2OrderBillingAddressFormField(TypedDict):
    name: str
    value: list[str]

class V2OrderBillingAddress(TypedDict):
    city: str
    company: str
    country: str
    country_iso2: str
    email: str
    first_name: str
    last_name: str
    phone: str
    state: str
    street_1: str
    street_2: str
    zip: str
    form_fields: list[V2OrderBillingAddressFormField]

class V2OrderCoupons(TypedDict):
    resource: str
    url: str

class V2OrderProducts(TypedDict):
    resource: str
    url: str

class V2OrderShippingAddresses(TypedDict):
    resource: str
    url: str

class V2Order(TypedDict):
    billing_address: V2OrderBillingAddress
    cart_id: str
    consignments: Any
    coupon_discount: str
    coupons: V2OrderCoupons
    currency_code: str
    currency_exchange_rate: str
    currency_id: int
    date_modified: str
    date_shipped: str
    default_currency_code: str
    default_currency_id: int
    fees: Any
    gift_certificate_amount: str
    handling_cost_tax: str
    handling_cost_tax_class_id: int
    id: int
    is_deleted: bool
    is_email_opt_in: bool
    is_tax_inclusive_pricing: bool
    order_source: str
    payment_status: str
    products: V2OrderProducts
    shipping_address_count: float
    shipping_addresses: V2OrderShippingAddresses
    shipping_cost_tax: str
    shipping_cost_tax_class_id: int
    status: str
    status_id: int
    store_credit_amount: str
    store_default_currency_code: str
    store_default_to_transactional_exchange_rate: str
    subtotal_tax: str
    total_tax: str
    wrapping_cost_tax: str
    wrapping_cost_tax_class_id: int
    base_handling_cost: str
    base_shipping_cost: str
    base_wrapping_cost: str
    channel_id: int
    customer_id: int
    customer_locale: str
    customer_message: str
    date_created: str
    discount_amount: str
    ebay_order_id: str
    external_id: str | None
    external_merchant_id: str | None
    external_order_id: str
    external_source: str | None
    geoip_country: str
    geoip_country_iso2: str
    handling_cost_ex_tax: str
    handling_cost_inc_tax: str
    ip_address: str
    ip_address_v6: str
    items_shipped: float
    items_total: float
    order_is_digital: bool
    payment_method: str
    payment_provider_id: Any
    refunded_amount: str
    shipping_cost_ex_tax: str
    shipping_cost_inc_tax: str
    staff_notes: str
    subtotal_ex_tax: str
    subtotal_inc_tax: str
    tax_provider_id: str
    total_ex_tax: str
    total_inc_tax: str
    wrapping_cost_ex_tax: str
    wrapping_cost_inc_tax: str

class V2OrdersCountStatuse(TypedDict):
    custom_label: str
    id: int
    name: str
    system_description: str
    system_label: str
    count: int
    sort_order: int

class V2OrdersCount(TypedDict):
    count: float
    statuses: list[V2OrdersCountStatuse]

class V2OrdersConsignmentDownload(TypedDict):
    line_items: Any
    recipient_email: str

class V2OrdersConsignmentEmailGiftCertificate(TypedDict):
    line_items: Any
    recipient_email: str

class V2OrdersConsignmentEmail(TypedDict):
    gift_certificates: list[V2OrdersConsignmentEmailGiftCertificate]

class V2OrdersConsignmentPickupLocation(TypedDict):
    id: int
    address_line_1: str
    address_line_2: str
    city: str
    code: str
    country_alpha2: str
    email: str
    name: str
    phone: str
    postal_code: str
    state: str

class V2OrdersConsignmentPickup(TypedDict):
    id: int
    pickup_method_id: int
    collection_instructions: str
    collection_time_description: str
    pickup_method_display_name: str
    line_items: Any
    location: V2OrdersConsignmentPickupLocation

class V2OrdersConsignmentShippingFormField(TypedDict):
    name: str
    value: list[str]

class V2OrdersConsignmentShippingShippingQuotes(TypedDict):
    resource: str
    url: str

class V2OrdersConsignmentShipping(TypedDict):
    id: int
    city: str
    company: str
    country: str
    country_iso2: str
    email: str
    first_name: str
    form_fields: list[V2OrdersConsignmentShippingFormField]
    last_name: str
    phone: str
    state: str
    street_1: str
    street_2: str
    zip: str
    base_cost: float
    base_handling_cost: float
    cost_ex_tax: float
    cost_inc_tax: float
    cost_tax: float
    cost_tax_class_id: int
    handling_cost_ex_tax: float
    handling_cost_inc_tax: float
    handling_cost_tax: float
    handling_cost_tax_class_id: int
    items_shipped: float
    items_total: float
    line_items: Any
    shipping_method: str
    shipping_quotes: V2OrdersConsignmentShippingShippingQuotes
    shipping_zone_id: int
    shipping_zone_name: str

class V2OrdersConsignment(TypedDict):
    downloads: list[V2OrdersConsignmentDownload]
    email: V2OrdersConsignmentEmail
    pickups: list[V2OrdersConsignmentPickup]
    shipping: list[V2OrdersConsignmentShipping]

class V2OrdersConsignmentsShippingShippingQuote(TypedDict):
    carrier_code: str
    id: str
    method_id: int
    provider_code: str
    rate_code: str
    rate_id: str
    shipping_provider_id: str
    shipping_provider_quote: list[dict[str, Any]]
    timestamp: str
    uuid: str

class V2OrdersCoupon(TypedDict):
    amount: Any
    code: str | None
    coupon_id: int
    discount: float
    id: int
    order_id: int
    type: int

class V2OrdersFee(TypedDict):
    base_cost: Any
    cost_ex_tax: Any
    cost_inc_tax: Any
    cost_tax: Any
    display_name_customer: str
    display_name_merchant: str
    id: int
    source: str
    tax_class_id: int | None
    type: str

class V2OrdersMessage(TypedDict):
    customer: dict[str, Any]
    customer_id: int
    date_created: str
    id: int
    is_flagged: bool
    message: str
    order_id: int
    staff_id: int
    status: str
    subject: str
    type: str

class V2OrdersProductAppliedDiscount(TypedDict):
    amount: str
    code: str | None
    id: str
    name: str
    target: str

class V2OrdersProductConfigurableField(TypedDict):
    name: str
    value: str

class V2OrdersProductProductOption(TypedDict):
    display_name: str
    display_name_customer: str
    display_name_merchant: str
    display_style: str
    display_value: str
    display_value_customer: str
    display_value_merchant: str
    id: int
    name: str
    option_id: int
    order_product_id: int
    product_option_id: int
    type: Any
    value: str

class V2OrdersProduct(TypedDict):
    applied_discounts: list[V2OrdersProductAppliedDiscount]
    base_cost_price: str
    base_price: str
    base_total: str
    base_wrapping_cost: Any
    bin_picking_number: str
    brand: str
    configurable_fields: list[V2OrdersProductConfigurableField]
    cost_price_ex_tax: str
    cost_price_inc_tax: str
    cost_price_tax: str
    depth: str
    discounted_total_inc_tax: str
    ebay_item_id: str
    ebay_transaction_id: str
    event_date: str | None
    event_name: str | None
    external_id: str | None
    fixed_shipping_cost: str
    gift_certificate_id: int | None
    height: str
    id: int
    is_bundled_product: bool
    is_refunded: bool
    name: str
    name_customer: str
    name_merchant: str
    option_set_id: int | None
    order_address_id: int
    order_id: int
    order_pickup_method_id: int
    parent_order_product_id: int | None
    price_ex_tax: str
    price_inc_tax: str
    price_tax: str
    product_id: int
    product_options: list[V2OrdersProductProductOption]
    quantity: int
    quantity_refunded: float
    quantity_shipped: float
    refund_amount: str
    return_id: int
    sku: str
    total_ex_tax: str
    total_inc_tax: str
    total_tax: str
    type: str
    upc: str
    variant_id: int
    weight: Any
    width: str
    wrapping_cost_ex_tax: str
    wrapping_cost_inc_tax: str
    wrapping_cost_tax: str
    wrapping_id: int
    wrapping_message: str
    wrapping_name: str | None

class V2OrdersShipmentBillingAddress(TypedDict):
    city: str
    company: str
    country: str
    country_iso2: str
    email: str
    first_name: str
    last_name: str
    phone: str
    state: str
    street_1: str
    street_2: str
    zip: str

class V2OrdersShipmentItem(TypedDict):
    order_product_id: int
    product_id: int
    quantity: int

class V2OrdersShipment(TypedDict):
    billing_address: V2OrdersShipmentBillingAddress
    comments: str
    customer_id: int
    date_created: str
    generated_tracking_link: str
    id: int
    items: list[V2OrdersShipmentItem]
    merchant_shipping_cost: str
    order_address_id: int
    order_id: int
    shipping_address: V2OrdersShipmentBillingAddress
    shipping_method: str
    shipping_provider: Any
    shipping_provider_display_name: str
    tracking_carrier: str
    tracking_link: str
    tracking_number: str

class V2OrdersShipmentsCount(TypedDict):
    count: float

class V2OrdersShippingAddressFormField(TypedDict):
    name: str
    value: list[str]

class V2OrdersShippingAddressShippingQuotes(TypedDict):
    resource: str
    url: str

class V2OrdersShippingAddress(TypedDict):
    base_cost: str
    base_handling_cost: str
    cost_ex_tax: str
    cost_inc_tax: str
    cost_tax: str
    cost_tax_class_id: int
    form_fields: list[V2OrdersShippingAddressFormField]
    handling_cost_ex_tax: str
    handling_cost_inc_tax: str
    handling_cost_tax: str
    handling_cost_tax_class_id: int
    id: int
    items_shipped: float
    items_total: float
    order_id: int
    shipping_quotes: V2OrdersShippingAddressShippingQuotes
    shipping_zone_id: int
    shipping_zone_name: str
    city: str
    company: str
    country: str
    country_iso2: str
    email: str
    first_name: str
    last_name: str
    phone: str
    state: str
    street_1: str
    street_2: str
    zip: str
    shipping_method: str

V2OrdersTax = TypedDict('V2OrdersTax', {'class': str, 'id': int, 'line_amount': str, 'line_item_type': str, 'name': str, 'order_address_id': int, 'order_id': int, 'order_pickup_method_id': int, 'order_product_id': str, 'priority': float, 'priority_amount': str, 'rate': str, 'sales_tax_id': str, 'tax_class_id': int | None, 'tax_rate_id': int})

class V2Page(TypedDict):
    id: int
    body: str
    channel_id: int
    contact_fields: str
    content_type: str
    email: str
    has_mobile_version: bool
    is_customers_only: bool
    is_homepage: bool
    is_visible: bool
    layout_file: str
    link: str
    meta_description: str
    meta_keywords: str
    meta_title: str
    mobile_body: str
    name: str
    parent_id: int
    search_keywords: str
    sort_order: int
    type: str
    url: str

class V2PaymentsMethod(TypedDict):
    code: str
    name: str
    test_mode: bool

class V2RedirectForward(TypedDict):
    ref: int
    type: str

class V2Redirect(TypedDict):
    forward: V2RedirectForward
    id: int
    path: str
    url: str

class V2RedirectsCount(TypedDict):
    count: float

class V2ShippingZoneFreeShipping(TypedDict):
    enabled: bool
    exclude_fixed_shipping_products: bool
    minimum_sub_total: str

class V2ShippingZoneLocation(TypedDict):
    country_iso2: str
    id: int
    state_iso2: str
    zip: str

class V2ShippingZone(TypedDict):
    enabled: bool
    free_shipping: V2ShippingZoneFreeShipping
    handling_fees: Any
    id: int
    locations: list[V2ShippingZoneLocation]
    name: str
    type: str

class V2ShippingZonesMethodSettings(TypedDict):
    rate: float

class V2ShippingZonesMethod(TypedDict):
    id: int
    channel_ids: list[int]
    enabled: bool
    handling_fees: Any
    is_fallback: bool
    name: str
    settings: V2ShippingZonesMethodSettings
    type: str

class V2ShippingZonesMethod2(TypedDict):
    channel_ids: list[int]
    enabled: bool
    handling_fees: Any
    id: int
    is_fallback: bool
    name: str
    settings: dict[str, Any]
    type: str

class V2StoreFeaturesStorefrontLimits(TypedDict):
    active: int
    total_including_inactive: int

class V2StoreFeatures(TypedDict):
    checkout_type: str
    facebook_catalog_id: str
    graphql_storefront_api_enabled: bool
    multi_storefront_enabled: bool
    shopper_consent_tracking_enabled: bool
    sitewidehttps_enabled: bool
    stencil_enabled: bool
    storefront_limits: V2StoreFeaturesStorefrontLimits
    wishlists_enabled: bool

class V2StoreTimezoneDateFormat(TypedDict):
    display: str
    export: str
    extended_display: str

class V2StoreTimezone(TypedDict):
    date_format: V2StoreTimezoneDateFormat
    dst_correction: bool
    dst_offset: int
    name: str
    raw_offset: int

class V2Store(TypedDict):
    account_uuid: str
    active_comparison_modules: list[Any]
    address: str
    admin_email: str
    control_panel_base_url: str
    country: str
    country_code: str
    currency: str
    currency_symbol: str
    currency_symbol_location: str
    decimal_places: int
    decimal_separator: str
    default_channel_id: int
    default_site_id: int
    dimension_decimal_places: int
    dimension_decimal_token: str
    dimension_thousands_token: str
    dimension_units: str
    domain: str
    favicon_url: str
    features: V2StoreFeatures
    first_name: str
    id: str
    industry: str
    infrastructure_region: str
    is_price_entered_with_tax: bool
    language: str
    last_name: str
    logo: Any
    name: str
    order_email: str
    phone: str
    plan_is_trial: bool
    plan_level: str
    plan_name: str
    secure_url: str
    status: str
    store_id: int
    thousands_separator: str
    timezone: V2StoreTimezone
    weight_units: str

class V2TaxClass(TypedDict):
    created_at: str
    id: str
    name: str
    updated_at: str

class V2Time(TypedDict):
    time: int

class V2BlogPost2(TypedDict):
    author: str | None
    body: str
    is_published: bool
    meta_description: str | None
    meta_keywords: str | None
    preview_url: str
    published_date: V2BlogPostPublishedDate
    published_date_iso8601: str
    summary: str
    tags: list[str]
    thumbnail_path: str | None
    title: str
    url: str
    id: int

class V2CustomersValidate(TypedDict):
    success: bool

class V2Customer2(TypedDict):
    _authentication: V2CustomerAuthentication
    accepts_marketing: bool
    addresses: V2CustomerAddresses
    company: str
    customer_group_id: int
    email: str
    first_name: str
    form_fields: list[V2CustomerFormField] | None
    last_name: str
    notes: str
    phone: str
    registration_ip_address: str
    reset_pass_on_login: bool
    store_credit: str
    tax_exempt_category: str
    id: int

class V3CartsItemCoupon(TypedDict):
    code: str
    coupon_type: str
    discounted_amount: float
    display_name: str
    id: str

class V3CartsItemCurrency(TypedDict):
    code: str

class V3CartsItemDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CartsItemLineItemsCustomItem(TypedDict):
    extended_list_price: float
    id: str
    image_url: str
    list_price: str
    name: str
    quantity: str
    sku: str

class V3CartsItemLineItemsDigitalItemDiscount(TypedDict):
    discounted_amount: float
    id: Any

class V3CartsItemLineItemsDigitalItem(TypedDict):
    added_by_promotion: bool
    coupon_amount: float
    coupons: Any
    discount_amount: float
    discounts: list[V3CartsItemLineItemsDigitalItemDiscount]
    download_file_urls: list[str]
    download_page_url: str
    download_size: str
    extended_list_price: float
    extended_sale_price: float
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    list_price: float
    name: str
    original_price: float
    parent_id: str
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    taxable: bool
    url: str
    variant_id: int

class V3CartsItemLineItemsGiftCertificateRecipient(TypedDict):
    email: str
    name: str

class V3CartsItemLineItemsGiftCertificateSender(TypedDict):
    email: str
    name: str

class V3CartsItemLineItemsGiftCertificate(TypedDict):
    amount: float
    id: str
    message: str
    name: str
    recipient: V3CartsItemLineItemsGiftCertificateRecipient
    sender: V3CartsItemLineItemsGiftCertificateSender
    taxable: bool
    theme: str

class V3CartsItemLineItemsPhysicalItemDiscount(TypedDict):
    discounted_amount: float
    id: Any

class V3CartsItemLineItemsPhysicalItemGiftWrapping(TypedDict):
    amount: float
    message: str
    name: str

class V3CartsItemLineItemsPhysicalItem(TypedDict):
    added_by_promotion: bool
    coupon_amount: float
    coupons: Any
    discount_amount: float
    discounts: list[V3CartsItemLineItemsPhysicalItemDiscount]
    extended_list_price: float
    extended_sale_price: float
    gift_wrapping: V3CartsItemLineItemsPhysicalItemGiftWrapping
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    list_price: float
    name: str
    original_price: float
    parent_id: str
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    taxable: bool
    url: str
    variant_id: int

class V3CartsItemLineItems(TypedDict):
    custom_items: list[V3CartsItemLineItemsCustomItem]
    digital_items: list[V3CartsItemLineItemsDigitalItem]
    gift_certificates: list[V3CartsItemLineItemsGiftCertificate]
    physical_items: list[V3CartsItemLineItemsPhysicalItem]

class V3CartsItemPromotionsBanners(TypedDict):
    id: str
    page: list[str]
    text: str
    type: str

class V3CartsItemPromotions(TypedDict):
    banners: V3CartsItemPromotionsBanners

class V3CartsItem(TypedDict):
    base_amount: float
    cart_amount: float
    channel_id: int
    coupons: list[V3CartsItemCoupon]
    created_time: str
    currency: V3CartsItemCurrency
    customer_id: int
    discount_amount: float
    discounts: list[V3CartsItemDiscount]
    email: str
    id: str
    line_items: V3CartsItemLineItems
    locale: str
    manual_discount_amount: float
    promotions: V3CartsItemPromotions
    tax_included: bool
    updated_time: str
    version: int

class V3CatalogTreesCategoryMeta(TypedDict):
    failed: int
    success: int
    total: int

class V3CatalogTreesCategory(TypedDict):
    meta: V3CatalogTreesCategoryMeta

class V3CheckoutsConsignmentBillingAddressCustomField(TypedDict):
    field_id: str
    field_value: str

class V3CheckoutsConsignmentBillingAddress(TypedDict):
    address1: str
    address2: str
    city: str
    company: str
    country_code: str
    custom_fields: list[V3CheckoutsConsignmentBillingAddressCustomField]
    email: str
    first_name: str
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str
    state_or_province_code: str
    id: str

class V3CheckoutsConsignmentCartCoupon(TypedDict):
    code: str
    coupon_type: str
    discounted_amount: float
    display_name: str
    id: int

class V3CheckoutsConsignmentCartCurrency(TypedDict):
    code: str

class V3CheckoutsConsignmentCartDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CheckoutsConsignmentCartLineItemsCustomItem(TypedDict):
    extended_list_price: float
    id: str
    image_url: str
    list_price: float
    name: str
    quantity: float
    sku: str

class V3CheckoutsConsignmentCartLineItemsDigitalItemDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CheckoutsConsignmentCartLineItemsDigitalItem(TypedDict):
    added_by_promotion: bool
    comparison_price: float
    coupon_amount: float
    discount_amount: float
    discounts: list[V3CheckoutsConsignmentCartLineItemsDigitalItemDiscount]
    extended_comparison_price: float
    extended_list_price: float
    extended_sale_price: float
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    is_taxable: bool
    list_price: float
    name: str
    original_price: float
    parent_id: int | None
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    url: str
    variant_id: int

class V3CheckoutsConsignmentCartLineItemsGiftCertificateRecipient(TypedDict):
    email: str
    name: str

class V3CheckoutsConsignmentCartLineItemsGiftCertificateSender(TypedDict):
    email: str
    name: str

class V3CheckoutsConsignmentCartLineItemsGiftCertificate(TypedDict):
    amount: float
    id: str
    message: str
    name: str
    recipient: V3CheckoutsConsignmentCartLineItemsGiftCertificateRecipient
    sender: V3CheckoutsConsignmentCartLineItemsGiftCertificateSender
    taxable: bool
    theme: str

class V3CheckoutsConsignmentCartLineItemsPhysicalItemDiscount(TypedDict):
    discounted_amount: float
    id: Any

class V3CheckoutsConsignmentCartLineItemsPhysicalItemGiftWrapping(TypedDict):
    amount: float
    amount_as_integer: float
    message: str
    name: str

class V3CheckoutsConsignmentCartLineItemsPhysicalItem(TypedDict):
    added_by_promotion: bool
    comparison_price: float
    coupon_amount: float
    discount_amount: float
    discounts: list[V3CheckoutsConsignmentCartLineItemsPhysicalItemDiscount]
    extended_comparison_price: float
    extended_list_price: float
    extended_sale_price: float
    gift_wrapping: V3CheckoutsConsignmentCartLineItemsPhysicalItemGiftWrapping | None
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    is_taxable: bool
    list_price: float
    name: str
    original_price: float
    parent_id: int | None
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    url: str
    variant_id: int

class V3CheckoutsConsignmentCartLineItems(TypedDict):
    custom_items: list[V3CheckoutsConsignmentCartLineItemsCustomItem]
    digital_items: list[V3CheckoutsConsignmentCartLineItemsDigitalItem]
    gift_certificates: list[V3CheckoutsConsignmentCartLineItemsGiftCertificate]
    physical_items: list[V3CheckoutsConsignmentCartLineItemsPhysicalItem]

class V3CheckoutsConsignmentCart(TypedDict):
    base_amount: float
    cart_amount_ex_tax: float
    cart_amount_inc_tax: float
    channel_id: int
    coupons: list[V3CheckoutsConsignmentCartCoupon]
    created_time: str
    currency: V3CheckoutsConsignmentCartCurrency
    customer_id: int
    discount_amount: float
    discounts: list[V3CheckoutsConsignmentCartDiscount]
    email: str
    id: str
    line_items: V3CheckoutsConsignmentCartLineItems
    tax_included: bool
    updated_time: str

class V3CheckoutsConsignmentConsignmentAddressCustomField(TypedDict):
    field_id: str
    field_value: str

class V3CheckoutsConsignmentConsignmentAddress(TypedDict):
    address1: str
    address2: str
    city: str
    company: str
    country_code: str
    custom_fields: list[V3CheckoutsConsignmentConsignmentAddressCustomField]
    email: str
    first_name: str
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str
    state_or_province_code: str
    id: str

class V3CheckoutsConsignmentConsignmentAvailableShippingOption(TypedDict):
    additional_description: str
    cost: float
    description: str
    id: str
    image_url: str
    transit_time: str
    type: str

class V3CheckoutsConsignmentConsignmentCouponDiscount(TypedDict):
    amount: float
    code: str

class V3CheckoutsConsignmentConsignmentDiscount(TypedDict):
    id: int

class V3CheckoutsConsignmentConsignmentSelectedPickupOption(TypedDict):
    pickup_method_id: int

class V3CheckoutsConsignmentConsignment(TypedDict):
    address: V3CheckoutsConsignmentConsignmentAddress
    available_shipping_options: list[V3CheckoutsConsignmentConsignmentAvailableShippingOption]
    coupon_discounts: list[V3CheckoutsConsignmentConsignmentCouponDiscount]
    discounts: list[V3CheckoutsConsignmentConsignmentDiscount]
    handling_cost_ex_tax: float
    handling_cost_inc_tax: float
    id: str
    line_item_ids: list[str]
    selected_pickup_option: V3CheckoutsConsignmentConsignmentSelectedPickupOption
    selected_shipping_option: V3CheckoutsConsignmentConsignmentAvailableShippingOption
    shippingAddress: dict[str, Any]
    shipping_cost_ex_tax: float
    shipping_cost_inc_tax: float

class V3CheckoutsConsignmentFee(TypedDict):
    cost_ex_tax: float
    cost_inc_tax: float
    display_name: str
    id: str
    name: str
    source: str
    tax_class_id: int | None
    type: str

class V3CheckoutsConsignmentPromotion(TypedDict):
    banners: list[V3CartsItemPromotionsBanners]

class V3CheckoutsConsignmentTax(TypedDict):
    amount: float
    name: str

class V3CheckoutsConsignment(TypedDict):
    billing_address: V3CheckoutsConsignmentBillingAddress
    cart: V3CheckoutsConsignmentCart
    consignments: list[V3CheckoutsConsignmentConsignment]
    coupons: list[V3CheckoutsConsignmentCartCoupon]
    created_time: str
    customer_message: str
    fees: list[V3CheckoutsConsignmentFee]
    grand_total: float
    handling_cost_total_ex_tax: float
    handling_cost_total_inc_tax: float
    id: str
    order_id: str | None
    promotions: list[V3CheckoutsConsignmentPromotion]
    shipping_cost_total_ex_tax: float
    shipping_cost_total_inc_tax: float
    subtotal_ex_tax: float
    subtotal_inc_tax: float
    tax_total: float
    taxes: list[V3CheckoutsConsignmentTax]
    updated_time: str
    version: int

class V3CheckoutsCouponBillingAddressCustomField(TypedDict):
    field_id: str
    field_value: str

class V3CheckoutsCouponBillingAddress(TypedDict):
    address1: str
    address2: str
    city: str
    company: str
    country_code: str
    custom_fields: list[V3CheckoutsCouponBillingAddressCustomField]
    email: str
    first_name: str
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str
    state_or_province_code: str
    id: str

class V3CheckoutsCouponCartCurrency(TypedDict):
    code: str

class V3CheckoutsCouponCartDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CheckoutsCouponCartLineItemsDigitalItemDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CheckoutsCouponCartLineItemsDigitalItem(TypedDict):
    added_by_promotion: bool
    comparison_price: float
    coupon_amount: float
    discount_amount: float
    discounts: list[V3CheckoutsCouponCartLineItemsDigitalItemDiscount]
    extended_comparison_price: float
    extended_list_price: float
    extended_sale_price: float
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    is_taxable: bool
    list_price: float
    name: str
    original_price: float
    parent_id: int | None
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    url: str
    variant_id: int

class V3CheckoutsCouponCartLineItemsGiftCertificateRecipient(TypedDict):
    email: str
    name: str

class V3CheckoutsCouponCartLineItemsGiftCertificateSender(TypedDict):
    email: str
    name: str

class V3CheckoutsCouponCartLineItemsGiftCertificate(TypedDict):
    amount: float
    id: str
    message: str
    name: str
    recipient: V3CheckoutsCouponCartLineItemsGiftCertificateRecipient
    sender: V3CheckoutsCouponCartLineItemsGiftCertificateSender
    taxable: bool
    theme: str

class V3CheckoutsCouponCartLineItemsPhysicalItemDiscount(TypedDict):
    discounted_amount: float
    id: Any

class V3CheckoutsCouponCartLineItemsPhysicalItem(TypedDict):
    added_by_promotion: bool
    comparison_price: float
    coupon_amount: float
    discount_amount: float
    discounts: list[V3CheckoutsCouponCartLineItemsPhysicalItemDiscount]
    extended_comparison_price: float
    extended_list_price: float
    extended_sale_price: float
    gift_wrapping: V3CheckoutsConsignmentCartLineItemsPhysicalItemGiftWrapping | None
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    is_taxable: bool
    list_price: float
    name: str
    original_price: float
    parent_id: int | None
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    url: str
    variant_id: int

class V3CheckoutsCouponCartLineItems(TypedDict):
    custom_items: list[V3CheckoutsConsignmentCartLineItemsCustomItem]
    digital_items: list[V3CheckoutsCouponCartLineItemsDigitalItem]
    gift_certificates: list[V3CheckoutsCouponCartLineItemsGiftCertificate]
    physical_items: list[V3CheckoutsCouponCartLineItemsPhysicalItem]

class V3CheckoutsCouponCart(TypedDict):
    base_amount: float
    cart_amount_ex_tax: float
    cart_amount_inc_tax: float
    channel_id: int
    coupons: list[V3CheckoutsConsignmentCartCoupon]
    created_time: str
    currency: V3CheckoutsCouponCartCurrency
    customer_id: int
    discount_amount: float
    discounts: list[V3CheckoutsCouponCartDiscount]
    email: str
    id: str
    line_items: V3CheckoutsCouponCartLineItems
    tax_included: bool
    updated_time: str

class V3CheckoutsCouponConsignmentAddressCustomField(TypedDict):
    field_id: str
    field_value: str

class V3CheckoutsCouponConsignmentAddress(TypedDict):
    address1: str
    address2: str
    city: str
    company: str
    country_code: str
    custom_fields: list[V3CheckoutsCouponConsignmentAddressCustomField]
    email: str
    first_name: str
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str
    state_or_province_code: str
    id: str

class V3CheckoutsCouponConsignmentCouponDiscount(TypedDict):
    amount: float
    code: str

class V3CheckoutsCouponConsignmentDiscount(TypedDict):
    id: int

class V3CheckoutsCouponConsignmentSelectedPickupOption(TypedDict):
    pickup_method_id: int

class V3CheckoutsCouponConsignment(TypedDict):
    address: V3CheckoutsCouponConsignmentAddress
    available_shipping_options: list[V3CheckoutsConsignmentConsignmentAvailableShippingOption]
    coupon_discounts: list[V3CheckoutsCouponConsignmentCouponDiscount]
    discounts: list[V3CheckoutsCouponConsignmentDiscount]
    handling_cost_ex_tax: float
    handling_cost_inc_tax: float
    id: str
    line_item_ids: list[str]
    selected_pickup_option: V3CheckoutsCouponConsignmentSelectedPickupOption
    selected_shipping_option: V3CheckoutsConsignmentConsignmentAvailableShippingOption
    shippingAddress: dict[str, Any]
    shipping_cost_ex_tax: float
    shipping_cost_inc_tax: float

class V3CheckoutsCouponPromotion(TypedDict):
    banners: list[V3CartsItemPromotionsBanners]

class V3CheckoutsCouponTax(TypedDict):
    amount: float
    name: str

class V3CheckoutsCoupon(TypedDict):
    billing_address: V3CheckoutsCouponBillingAddress
    cart: V3CheckoutsCouponCart
    consignments: list[V3CheckoutsCouponConsignment]
    coupons: list[V3CheckoutsConsignmentCartCoupon]
    created_time: str
    customer_message: str
    fees: list[V3CheckoutsConsignmentFee]
    grand_total: float
    handling_cost_total_ex_tax: float
    handling_cost_total_inc_tax: float
    id: str
    order_id: str | None
    promotions: list[V3CheckoutsCouponPromotion]
    shipping_cost_total_ex_tax: float
    shipping_cost_total_inc_tax: float
    subtotal_ex_tax: float
    subtotal_inc_tax: float
    tax_total: float
    taxes: list[V3CheckoutsCouponTax]
    updated_time: str
    version: int

class V3CheckoutsFeeBillingAddressCustomField(TypedDict):
    field_id: str
    field_value: str

class V3CheckoutsFeeBillingAddress(TypedDict):
    address1: str
    address2: str
    city: str
    company: str
    country_code: str
    custom_fields: list[V3CheckoutsFeeBillingAddressCustomField]
    email: str
    first_name: str
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str
    state_or_province_code: str
    id: str

class V3CheckoutsFeeCartCurrency(TypedDict):
    code: str

class V3CheckoutsFeeCartDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CheckoutsFeeCartLineItemsDigitalItemDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CheckoutsFeeCartLineItemsDigitalItem(TypedDict):
    added_by_promotion: bool
    comparison_price: float
    coupon_amount: float
    discount_amount: float
    discounts: list[V3CheckoutsFeeCartLineItemsDigitalItemDiscount]
    extended_comparison_price: float
    extended_list_price: float
    extended_sale_price: float
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    is_taxable: bool
    list_price: float
    name: str
    original_price: float
    parent_id: int | None
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    url: str
    variant_id: int

class V3CheckoutsFeeCartLineItemsGiftCertificateRecipient(TypedDict):
    email: str
    name: str

class V3CheckoutsFeeCartLineItemsGiftCertificateSender(TypedDict):
    email: str
    name: str

class V3CheckoutsFeeCartLineItemsGiftCertificate(TypedDict):
    amount: float
    id: str
    message: str
    name: str
    recipient: V3CheckoutsFeeCartLineItemsGiftCertificateRecipient
    sender: V3CheckoutsFeeCartLineItemsGiftCertificateSender
    taxable: bool
    theme: str

class V3CheckoutsFeeCartLineItemsPhysicalItemDiscount(TypedDict):
    discounted_amount: float
    id: Any

class V3CheckoutsFeeCartLineItemsPhysicalItem(TypedDict):
    added_by_promotion: bool
    comparison_price: float
    coupon_amount: float
    discount_amount: float
    discounts: list[V3CheckoutsFeeCartLineItemsPhysicalItemDiscount]
    extended_comparison_price: float
    extended_list_price: float
    extended_sale_price: float
    gift_wrapping: V3CheckoutsConsignmentCartLineItemsPhysicalItemGiftWrapping | None
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    is_taxable: bool
    list_price: float
    name: str
    original_price: float
    parent_id: int | None
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    url: str
    variant_id: int

class V3CheckoutsFeeCartLineItems(TypedDict):
    custom_items: list[V3CheckoutsConsignmentCartLineItemsCustomItem]
    digital_items: list[V3CheckoutsFeeCartLineItemsDigitalItem]
    gift_certificates: list[V3CheckoutsFeeCartLineItemsGiftCertificate]
    physical_items: list[V3CheckoutsFeeCartLineItemsPhysicalItem]

class V3CheckoutsFeeCart(TypedDict):
    base_amount: float
    cart_amount_ex_tax: float
    cart_amount_inc_tax: float
    channel_id: int
    coupons: list[V3CheckoutsConsignmentCartCoupon]
    created_time: str
    currency: V3CheckoutsFeeCartCurrency
    customer_id: int
    discount_amount: float
    discounts: list[V3CheckoutsFeeCartDiscount]
    email: str
    id: str
    line_items: V3CheckoutsFeeCartLineItems
    tax_included: bool
    updated_time: str

class V3CheckoutsFeeConsignmentAddressCustomField(TypedDict):
    field_id: str
    field_value: str

class V3CheckoutsFeeConsignmentAddress(TypedDict):
    address1: str
    address2: str
    city: str
    company: str
    country_code: str
    custom_fields: list[V3CheckoutsFeeConsignmentAddressCustomField]
    email: str
    first_name: str
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str
    state_or_province_code: str
    id: str

class V3CheckoutsFeeConsignmentCouponDiscount(TypedDict):
    amount: float
    code: str

class V3CheckoutsFeeConsignmentDiscount(TypedDict):
    id: int

class V3CheckoutsFeeConsignmentSelectedPickupOption(TypedDict):
    pickup_method_id: int

class V3CheckoutsFeeConsignment(TypedDict):
    address: V3CheckoutsFeeConsignmentAddress
    available_shipping_options: list[V3CheckoutsConsignmentConsignmentAvailableShippingOption]
    coupon_discounts: list[V3CheckoutsFeeConsignmentCouponDiscount]
    discounts: list[V3CheckoutsFeeConsignmentDiscount]
    handling_cost_ex_tax: float
    handling_cost_inc_tax: float
    id: str
    line_item_ids: list[str]
    selected_pickup_option: V3CheckoutsFeeConsignmentSelectedPickupOption
    selected_shipping_option: V3CheckoutsConsignmentConsignmentAvailableShippingOption
    shippingAddress: dict[str, Any]
    shipping_cost_ex_tax: float
    shipping_cost_inc_tax: float

class V3CheckoutsFeePromotion(TypedDict):
    banners: list[V3CartsItemPromotionsBanners]

class V3CheckoutsFeeTax(TypedDict):
    amount: float
    name: str

class V3CheckoutsFee(TypedDict):
    billing_address: V3CheckoutsFeeBillingAddress
    cart: V3CheckoutsFeeCart
    consignments: list[V3CheckoutsFeeConsignment]
    coupons: list[V3CheckoutsConsignmentCartCoupon]
    created_time: str
    customer_message: str
    fees: list[V3CheckoutsConsignmentFee]
    grand_total: float
    handling_cost_total_ex_tax: float
    handling_cost_total_inc_tax: float
    id: str
    order_id: str | None
    promotions: list[V3CheckoutsFeePromotion]
    shipping_cost_total_ex_tax: float
    shipping_cost_total_inc_tax: float
    subtotal_ex_tax: float
    subtotal_inc_tax: float
    tax_total: float
    taxes: list[V3CheckoutsFeeTax]
    updated_time: str
    version: int

class V3Hook(TypedDict):
    client_id: str
    created_at: int
    destination: str
    headers: dict[str, Any] | None
    id: int
    is_active: bool
    scope: str
    store_hash: str
    updated_at: int

class V3InventoryLocation(TypedDict):
    transaction_id: str

class V3TaxProvidersConnectionTarget(TypedDict):
    country_codes: list[str]
    subdivision_codes: list[str]

class V3TaxProvidersConnection(TypedDict):
    configured: bool
    profile: str
    target: V3TaxProvidersConnectionTarget
    username: str

class V3WishlistsItemItem(TypedDict):
    id: int
    product_id: int
    variant_id: int

class V3WishlistsItem(TypedDict):
    customer_id: int
    id: int
    is_public: bool
    items: list[V3WishlistsItemItem]
    name: str
    token: str

class V3AbandonedCartsSetting(TypedDict):
    email_customer_until_cart_is_recovered: bool
    email_merchant_when_cart_is_abandoned: bool
    email_merchant_when_cart_is_converted: bool
    enable_notification: bool
    marketing_emails_require_customer_consent: bool
    merchant_abandoned_cart_digest_email_frequency: int
    merchant_abandoned_cart_email_frequency_type: str
    merchant_email_address: str

class V3AbandonedCartsSettingsChannel(TypedDict):
    email_customer_until_cart_is_recovered: bool | None
    email_merchant_when_cart_is_abandoned: bool | None
    email_merchant_when_cart_is_converted: bool | None
    enable_notification: bool | None
    marketing_emails_require_customer_consent: bool | None
    merchant_abandoned_cart_digest_email_frequency: int | None
    merchant_abandoned_cart_email_frequency_type: str | None
    merchant_email_address: str | None

class V3AbandonedCart(TypedDict):
    cart_id: str

class V3CartsMetafield(TypedDict):
    description: str
    key: str
    namespace: str
    permission_set: str
    resource_id: str
    resource_type: str
    value: str
    date_created: str
    date_modified: str
    id: str
    owner_client_id: str

class V3CartsSetting(TypedDict):
    allow_purchasing: bool

class V3CartsSettingsChannel(TypedDict):
    allow_purchasing: bool | None

class V3CartCurrency(TypedDict):
    code: str

class V3CartDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CartLineItemsDigitalItemDiscount(TypedDict):
    discounted_amount: float
    id: Any

class V3CartLineItemsDigitalItem(TypedDict):
    added_by_promotion: bool
    coupon_amount: float
    coupons: Any
    discount_amount: float
    discounts: list[V3CartLineItemsDigitalItemDiscount]
    download_file_urls: list[str]
    download_page_url: str
    download_size: str
    extended_list_price: float
    extended_sale_price: float
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    list_price: float
    name: str
    original_price: float
    parent_id: str
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    taxable: bool
    url: str
    variant_id: int

class V3CartLineItemsGiftCertificateRecipient(TypedDict):
    email: str
    name: str

class V3CartLineItemsGiftCertificateSender(TypedDict):
    email: str
    name: str

class V3CartLineItemsGiftCertificate(TypedDict):
    amount: float
    id: str
    message: str
    name: str
    recipient: V3CartLineItemsGiftCertificateRecipient
    sender: V3CartLineItemsGiftCertificateSender
    taxable: bool
    theme: str

class V3CartLineItemsPhysicalItemDiscount(TypedDict):
    discounted_amount: float
    id: Any

class V3CartLineItemsPhysicalItemGiftWrapping(TypedDict):
    amount: float
    message: str
    name: str

class V3CartLineItemsPhysicalItem(TypedDict):
    added_by_promotion: bool
    coupon_amount: float
    coupons: Any
    discount_amount: float
    discounts: list[V3CartLineItemsPhysicalItemDiscount]
    extended_list_price: float
    extended_sale_price: float
    gift_wrapping: V3CartLineItemsPhysicalItemGiftWrapping
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    list_price: float
    name: str
    original_price: float
    parent_id: str
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    taxable: bool
    url: str
    variant_id: int

class V3CartLineItems(TypedDict):
    custom_items: list[V3CartsItemLineItemsCustomItem]
    digital_items: list[V3CartLineItemsDigitalItem]
    gift_certificates: list[V3CartLineItemsGiftCertificate]
    physical_items: list[V3CartLineItemsPhysicalItem]

class V3CartPromotions(TypedDict):
    banners: V3CartsItemPromotionsBanners

class V3Cart(TypedDict):
    base_amount: float
    cart_amount: float
    channel_id: int
    coupons: list[V3CartsItemCoupon]
    created_time: str
    currency: V3CartCurrency
    customer_id: int
    discount_amount: float
    discounts: list[V3CartDiscount]
    email: str
    id: str
    line_items: V3CartLineItems
    locale: str
    manual_discount_amount: float
    promotions: V3CartPromotions
    tax_included: bool
    updated_time: str
    version: int

class V3CatalogBrandCustomUrl(TypedDict):
    is_customized: bool
    url: str

class V3CatalogBrand(TypedDict):
    custom_url: V3CatalogBrandCustomUrl
    id: int
    image_url: str
    meta_description: str
    meta_keywords: list[str]
    name: str
    page_title: str
    search_keywords: str

class V3CatalogBrandsMetafield(TypedDict):
    date_created: str
    date_modified: str
    description: str
    id: int
    key: str
    namespace: str
    owner_client_id: str
    permission_set: str
    resource_id: int
    resource_type: str
    value: str

class V3CatalogBrandsMetafield2(TypedDict):
    id: int
    description: str
    key: str
    namespace: str
    permission_set: str
    value: str
    date_created: str
    date_modified: str
    owner_client_id: str
    resource_id: int
    resource_type: str

class V3CatalogCategoryCustomUrl(TypedDict):
    is_customized: bool
    url: str

class V3CatalogCategory(TypedDict):
    id: int
    parent_id: int
    name: str
    description: str
    views: int
    sort_order: int
    page_title: str
    meta_keywords: list[str]
    meta_description: str
    layout_file: str
    image_url: str
    is_visible: bool
    search_keywords: str
    default_product_sort: str
    custom_url: V3CatalogCategoryCustomUrl

class V3CatalogCategory2(TypedDict):
    custom_url: V3CatalogCategoryCustomUrl
    default_product_sort: str
    description: str
    id: int
    image_url: str
    is_visible: bool
    layout_file: str
    meta_description: str
    meta_keywords: list[str]
    name: str
    page_title: str
    parent_id: int
    search_keywords: str
    sort_order: int
    views: int

class V3CatalogCategoriesMetafield(TypedDict):
    id: int
    description: str
    key: str
    namespace: str
    permission_set: str
    value: str
    date_created: str
    date_modified: str
    resource_id: int
    resource_type: str

class V3CatalogCategoriesProductsSortOrder(TypedDict):
    product_id: int
    sort_order: int

class V3CatalogProductBulkPricingRule(TypedDict):
    id: int
    amount: Any
    quantity_max: int
    quantity_min: int
    type: str

class V3CatalogProductCustomField(TypedDict):
    id: int
    name: str
    value: str

class V3CatalogProductCustomUrl(TypedDict):
    create_redirect: bool
    is_customized: bool
    url: str

class V3CatalogProductImage(TypedDict):
    date_modified: str
    description: str
    is_thumbnail: bool
    sort_order: int
    id: int
    image_url: str
    product_id: int
    url_standard: str
    url_thumbnail: str
    url_tiny: str
    url_zoom: str

class V3CatalogProductParentRelation(TypedDict):
    attribute_id: int
    product_id: int
    type: str

class V3CatalogProductPrimaryImage(TypedDict):
    date_modified: str
    description: str
    id: int
    image_file: str
    is_thumbnail: bool
    product_id: int
    sort_order: int
    url_standard: str
    url_thumbnail: str
    url_tiny: str
    url_zoom: str

class V3CatalogProductVideo(TypedDict):
    description: str
    sort_order: int
    title: str
    type: str
    video_id: str
    id: int
    length: str
    product_id: int

class V3CatalogProductModifierConfig(TypedDict):
    checkbox_label: str
    checked_by_default: bool
    date_earliest_value: str
    date_latest_value: str
    date_limit_mode: str
    date_limited: bool
    default_value: str
    file_max_size: int
    file_types_mode: str
    file_types_other: list[str]
    file_types_supported: list[str]
    number_highest_value: float
    number_integers_only: bool
    number_limit_mode: str
    number_limited: bool
    number_lowest_value: float
    product_list_adjusts_inventory: bool
    product_list_adjusts_pricing: bool
    product_list_shipping_calc: str
    text_characters_limited: bool
    text_lines_limited: bool
    text_max_length: int
    text_max_lines: int
    text_min_length: int

class V3CatalogProductModifierOptionValueAdjustersPrice(TypedDict):
    adjuster: str | None
    adjuster_value: float

class V3CatalogProductModifierOptionValueAdjustersPurchasingDisabled(TypedDict):
    message: str
    status: bool

class V3CatalogProductModifierOptionValueAdjustersWeight(TypedDict):
    adjuster: str | None
    adjuster_value: float

class V3CatalogProductModifierOptionValueAdjusters(TypedDict):
    image_url: str
    price: V3CatalogProductModifierOptionValueAdjustersPrice
    purchasing_disabled: V3CatalogProductModifierOptionValueAdjustersPurchasingDisabled
    weight: V3CatalogProductModifierOptionValueAdjustersWeight

class V3CatalogProductModifierOptionValue(TypedDict):
    adjusters: V3CatalogProductModifierOptionValueAdjusters
    is_default: bool
    label: str
    sort_order: int
    value_data: dict[str, Any] | None
    id: int
    option_id: int

class V3CatalogProductModifier(TypedDict):
    config: V3CatalogProductModifierConfig
    display_name: str
    required: bool
    sort_order: int
    type: str
    id: int
    name: str
    option_values: list[V3CatalogProductModifierOptionValue]
    product_id: int

class V3CatalogProductOptionOptionValue(TypedDict):
    is_default: bool
    label: str
    sort_order: int
    value_data: dict[str, Any] | None
    id: int

class V3CatalogProductOption(TypedDict):
    config: V3CatalogProductModifierConfig
    display_name: str
    id: int | None
    option_values: list[V3CatalogProductOptionOptionValue]
    product_id: int
    sort_order: int
    type: str

class V3CatalogProduct(TypedDict):
    id: int
    availability: str
    availability_description: str
    bin_picking_number: str
    brand_id: int
    bulk_pricing_rules: list[V3CatalogProductBulkPricingRule]
    categories: list[float]
    condition: str
    cost_price: float
    custom_fields: list[V3CatalogProductCustomField]
    custom_url: V3CatalogProductCustomUrl
    date_last_imported: str
    depth: float
    description: str
    fixed_cost_shipping_price: float
    gift_wrapping_options_list: list[int]
    gift_wrapping_options_type: str
    gtin: str
    height: float
    images: list[V3CatalogProductImage]
    inventory_level: int
    inventory_tracking: str
    inventory_warning_level: int
    is_condition_shown: bool
    is_featured: bool
    is_free_shipping: bool
    is_preorder_only: bool
    is_price_hidden: bool
    is_visible: bool
    layout_file: str
    map_price: float
    meta_description: str
    meta_keywords: list[str]
    mpn: str
    name: str
    open_graph_description: str
    open_graph_title: str
    open_graph_type: str
    open_graph_use_image: bool
    open_graph_use_meta_description: bool
    open_graph_use_product_name: bool
    order_quantity_maximum: int
    order_quantity_minimum: int
    page_title: str
    parent_relations: list[V3CatalogProductParentRelation]
    preorder_message: str
    preorder_release_date: str | None
    price: float
    price_hidden_label: str
    primary_image: V3CatalogProductPrimaryImage
    product_tax_code: str
    related_products: list[int]
    retail_price: float
    reviews_count: int
    reviews_rating_sum: int
    sale_price: float
    search_keywords: str
    sku: str
    sort_order: int
    tax_class_id: int
    total_sold: int
    type: str
    upc: str
    videos: list[V3CatalogProductVideo]
    view_count: int
    warranty: str
    weight: float
    width: float
    base_variant_id: int
    calculated_price: float
    date_created: str
    date_modified: str
    modifiers: list[V3CatalogProductModifier]
    option_set_display: str
    option_set_id: int
    options: list[V3CatalogProductOption]
    channels: list[int]

class V3CatalogProductsCategoryAssignment(TypedDict):
    category_id: int
    product_id: int

class V3CatalogProductsChannelAssignment(TypedDict):
    channel_id: int
    product_id: int

class V3CatalogProductsComplexRuleCondition(TypedDict):
    combination_id: int
    id: int | None
    modifier_id: int | None
    modifier_value_id: int | None
    rule_id: int | None
    variant_id: int | None

class V3CatalogProductsComplexRulePriceAdjuster(TypedDict):
    adjuster: str | None
    adjuster_value: float

class V3CatalogProductsComplexRuleWeightAdjuster(TypedDict):
    adjuster: str | None
    adjuster_value: float

class V3CatalogProductsComplexRule(TypedDict):
    conditions: list[V3CatalogProductsComplexRuleCondition]
    enabled: bool
    id: int
    image_url: str
    price_adjuster: V3CatalogProductsComplexRulePriceAdjuster
    product_id: int | None
    purchasing_disabled: bool
    purchasing_disabled_message: str
    purchasing_hidden: bool
    sort_order: int
    stop: bool
    weight_adjuster: V3CatalogProductsComplexRuleWeightAdjuster

class V3CatalogProductsComplexRuleCondition2(TypedDict):
    combination_id: int
    id: int
    modifier_id: int
    modifier_value_id: int
    rule_id: int
    variant_id: int

class V3CatalogProductsComplexRule2(TypedDict):
    conditions: list[V3CatalogProductsComplexRuleCondition2]
    enabled: bool
    id: int
    image_url: str
    price_adjuster: V3CatalogProductsComplexRulePriceAdjuster
    product_id: int
    purchasing_disabled: bool
    purchasing_disabled_message: str
    purchasing_hidden: bool
    sort_order: int
    stop: bool
    weight_adjuster: V3CatalogProductsComplexRuleWeightAdjuster

class V3CatalogProductsCustomField(TypedDict):
    id: int
    name: str
    value: str

class V3CatalogProductsModifierOptionValueAdjustersPrice(TypedDict):
    adjuster: str | None
    adjuster_value: float

class V3CatalogProductsModifierOptionValueAdjustersPurchasingDisabled(TypedDict):
    message: str
    status: bool

class V3CatalogProductsModifierOptionValueAdjustersWeight(TypedDict):
    adjuster: str | None
    adjuster_value: float

class V3CatalogProductsModifierOptionValueAdjusters(TypedDict):
    image_url: str
    price: V3CatalogProductsModifierOptionValueAdjustersPrice
    purchasing_disabled: V3CatalogProductsModifierOptionValueAdjustersPurchasingDisabled
    weight: V3CatalogProductsModifierOptionValueAdjustersWeight

class V3CatalogProductsModifierOptionValue(TypedDict):
    adjusters: V3CatalogProductsModifierOptionValueAdjusters
    is_default: bool
    label: str
    sort_order: int
    value_data: dict[str, Any] | None
    id: int
    option_id: int

class V3CatalogProductsModifier(TypedDict):
    config: V3CatalogProductModifierConfig
    display_name: str
    required: bool
    sort_order: int
    type: str
    id: int
    name: str
    option_values: list[V3CatalogProductsModifierOptionValue]
    product_id: int

class V3CatalogProductsModifiersValueAdjustersPrice(TypedDict):
    adjuster: str | None
    adjuster_value: float

class V3CatalogProductsModifiersValueAdjustersPurchasingDisabled(TypedDict):
    message: str
    status: bool

class V3CatalogProductsModifiersValueAdjustersWeight(TypedDict):
    adjuster: str | None
    adjuster_value: float

class V3CatalogProductsModifiersValueAdjusters(TypedDict):
    image_url: str
    price: V3CatalogProductsModifiersValueAdjustersPrice
    purchasing_disabled: V3CatalogProductsModifiersValueAdjustersPurchasingDisabled
    weight: V3CatalogProductsModifiersValueAdjustersWeight

class V3CatalogProductsModifiersValue(TypedDict):
    adjusters: V3CatalogProductsModifiersValueAdjusters
    is_default: bool
    label: str
    sort_order: int
    value_data: dict[str, Any] | None
    id: int
    option_id: int

class V3CatalogProductsOption(TypedDict):
    config: V3CatalogProductModifierConfig
    display_name: str
    id: int | None
    option_values: list[V3CatalogProductOptionOptionValue]
    product_id: int
    sort_order: int
    type: str
    name: str

class V3CatalogProductsReview(TypedDict):
    date_reviewed: str
    email: str
    name: str
    rating: int
    status: str
    text: str
    title: str
    date_created: str
    date_modified: str
    id: int

class V3CatalogProductsVariantOptionValue(TypedDict):
    label: str
    option_display_name: str
    id: int
    option_id: int

class V3CatalogProductsVariant(TypedDict):
    bin_picking_number: str | None
    cost_price: float | None
    depth: float | None
    fixed_cost_shipping_price: float | None
    gtin: str | None
    height: float | None
    image_url: str
    inventory_level: int | None
    inventory_warning_level: int | None
    is_free_shipping: bool
    mpn: str | None
    price: float | None
    purchasing_disabled: bool
    purchasing_disabled_message: str
    retail_price: float | None
    sale_price: float | None
    upc: str | None
    weight: float | None
    width: float | None
    calculated_price: float
    calculated_weight: float
    id: int
    option_values: list[V3CatalogProductsVariantOptionValue]
    product_id: int
    sku: str
    sku_id: int | None

class V3CatalogSummary(TypedDict):
    average_variant_price: float
    highest_variant_price: float
    inventory_count: int
    inventory_value: float
    lowest_variant_price: str
    newest_variant_date: str
    oldest_variant_date: str
    primary_category_id: int
    primary_category_name: str
    variant_count: int

class V3CatalogTree(TypedDict):
    channels: list[int]
    id: int
    name: str

class V3CatalogTreesCategoryUrl(TypedDict):
    is_customized: bool
    path: str

class V3CatalogTreesCategory2(TypedDict):
    category_id: int
    category_uuid: str
    name: str
    parent_id: int
    tree_id: int
    default_product_sort: str
    description: str
    image_url: str
    is_visible: bool
    layout_file: str
    meta_description: str
    meta_keywords: list[str]
    page_title: str
    search_keywords: str
    sort_order: int
    views: int
    url: V3CatalogTreesCategoryUrl

class V3CatalogTreesCategory3(TypedDict):
    children: list[Any]
    depth: int
    id: int
    is_visible: bool
    name: str
    parent_id: int
    path: list[int]
    url: str

class V3CatalogVariant(TypedDict):
    bin_picking_number: str | None
    cost_price: float | None
    depth: float | None
    fixed_cost_shipping_price: float | None
    height: float | None
    inventory_level: int | None
    inventory_warning_level: int | None
    is_free_shipping: bool
    price: float | None
    purchasing_disabled: bool
    purchasing_disabled_message: str
    retail_price: float | None
    sale_price: float | None
    upc: str | None
    weight: float | None
    width: float | None
    calculated_price: float
    id: int
    option_values: list[V3CatalogProductsVariantOptionValue]
    product_id: int
    sku: str
    sku_id: int | None

class V3Channel(TypedDict):
    date_created: str
    date_modified: str
    external_id: str
    icon_url: str
    id: int
    is_enabled: bool
    is_listable_from_ui: bool
    is_visible: bool
    name: str
    platform: str
    status: str
    type: str

class V3ChannelsCurrencyAssignment(TypedDict):
    channel_id: int
    default_currency: str
    enabled_currencies: list[str]

class V3ChannelCurrencies(TypedDict):
    channel_id: int
    default_currency: str
    enabled_currencies: list[str]

class V3Channel2(TypedDict):
    currencies: V3ChannelCurrencies
    date_created: str
    date_modified: str
    external_id: str
    icon_url: str
    id: int
    is_enabled: bool
    is_listable_from_ui: bool
    is_visible: bool
    name: str
    platform: str
    status: str
    type: str

class V3ChannelsActiveTheme(TypedDict):
    active_theme_configuration_uuid: str
    active_theme_uuid: str
    active_theme_version_uuid: str
    saved_theme_configuration_uuid: str

class V3ChannelsChannelMenuCustomAppSection(TypedDict):
    query_path: str
    title: str

class V3ChannelsChannelMenu(TypedDict):
    bigcommerce_protected_app_sections: list[str]
    custom_app_sections: list[V3ChannelsChannelMenuCustomAppSection]

class V3ChannelsListingVariant(TypedDict):
    channel_id: int
    date_created: str
    date_modified: str
    description: str
    external_id: str
    name: str
    product_id: int
    state: str
    variant_id: int

class V3ChannelsListing(TypedDict):
    channel_id: int
    date_created: str
    date_modified: str
    description: str
    external_id: str
    listing_id: int
    name: str
    product_id: int
    state: str
    variants: list[V3ChannelsListingVariant]

class V3ChannelsMetafield(TypedDict):
    date_created: str
    date_modified: str
    description: str
    id: int
    key: str
    namespace: str
    permission_set: str
    resource_id: int
    resource_type: str
    value: str

class V3ChannelsSiteUrl(TypedDict):
    created_at: str
    type: str
    updated_at: str
    url: str

class V3ChannelsSite(TypedDict):
    channel_id: int
    created_at: str
    id: int
    is_checkout_url_customized: bool
    ssl_status: str
    updated_at: str
    url: str
    urls: list[V3ChannelsSiteUrl]

class V3CheckoutsSetting(TypedDict):
    custom_checkout_script_url: str
    custom_checkout_sri_hash: str
    custom_checkout_supports_uco_settings: bool
    custom_order_confirmation_script_url: str
    custom_order_confirmation_sri_hash: str
    order_confirmation_use_custom_checkout_script: bool

class V3CheckoutsSettingsChannel(TypedDict):
    checkout_type: str
    guest_checkout_for_existing_accounts: str
    guest_checkout_type: str
    is_order_terms_and_conditions_enabled: bool
    order_confirmation_contact_email: str
    order_terms_and_conditions_link: str
    order_terms_and_conditions_textarea: str
    order_terms_and_conditions_type: str
    policy_consent: str
    should_redirect_to_storefront_for_auth: bool
    custom_checkout_script_url: str
    custom_checkout_sri_hash: str
    custom_checkout_supports_uco_settings: bool
    custom_order_confirmation_script_url: str
    custom_order_confirmation_sri_hash: str
    order_confirmation_use_custom_checkout_script: bool

class V3CheckoutBillingAddressCustomField(TypedDict):
    field_id: str
    field_value: str

class V3CheckoutBillingAddress(TypedDict):
    address1: str
    address2: str
    city: str
    company: str
    country_code: str
    custom_fields: list[V3CheckoutBillingAddressCustomField]
    email: str
    first_name: str
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str
    state_or_province_code: str
    id: str

class V3CheckoutCartCurrency(TypedDict):
    code: str

class V3CheckoutCartDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CheckoutCartLineItemsDigitalItemDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CheckoutCartLineItemsDigitalItem(TypedDict):
    added_by_promotion: bool
    comparison_price: float
    coupon_amount: float
    discount_amount: float
    discounts: list[V3CheckoutCartLineItemsDigitalItemDiscount]
    extended_comparison_price: float
    extended_list_price: float
    extended_sale_price: float
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    is_taxable: bool
    list_price: float
    name: str
    original_price: float
    parent_id: int | None
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    url: str
    variant_id: int

class V3CheckoutCartLineItemsGiftCertificateRecipient(TypedDict):
    email: str
    name: str

class V3CheckoutCartLineItemsGiftCertificateSender(TypedDict):
    email: str
    name: str

class V3CheckoutCartLineItemsGiftCertificate(TypedDict):
    amount: float
    id: str
    message: str
    name: str
    recipient: V3CheckoutCartLineItemsGiftCertificateRecipient
    sender: V3CheckoutCartLineItemsGiftCertificateSender
    taxable: bool
    theme: str

class V3CheckoutCartLineItemsPhysicalItemDiscount(TypedDict):
    discounted_amount: float
    id: Any

class V3CheckoutCartLineItemsPhysicalItem(TypedDict):
    added_by_promotion: bool
    comparison_price: float
    coupon_amount: float
    discount_amount: float
    discounts: list[V3CheckoutCartLineItemsPhysicalItemDiscount]
    extended_comparison_price: float
    extended_list_price: float
    extended_sale_price: float
    gift_wrapping: V3CheckoutsConsignmentCartLineItemsPhysicalItemGiftWrapping | None
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    is_taxable: bool
    list_price: float
    name: str
    original_price: float
    parent_id: int | None
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    url: str
    variant_id: int

class V3CheckoutCartLineItems(TypedDict):
    custom_items: list[V3CheckoutsConsignmentCartLineItemsCustomItem]
    digital_items: list[V3CheckoutCartLineItemsDigitalItem]
    gift_certificates: list[V3CheckoutCartLineItemsGiftCertificate]
    physical_items: list[V3CheckoutCartLineItemsPhysicalItem]

class V3CheckoutCart(TypedDict):
    base_amount: float
    cart_amount_ex_tax: float
    cart_amount_inc_tax: float
    channel_id: int
    coupons: list[V3CheckoutsConsignmentCartCoupon]
    created_time: str
    currency: V3CheckoutCartCurrency
    customer_id: int
    discount_amount: float
    discounts: list[V3CheckoutCartDiscount]
    email: str
    id: str
    line_items: V3CheckoutCartLineItems
    tax_included: bool
    updated_time: str

class V3CheckoutConsignmentAddressCustomField(TypedDict):
    field_id: str
    field_value: str

class V3CheckoutConsignmentAddress(TypedDict):
    address1: str
    address2: str
    city: str
    company: str
    country_code: str
    custom_fields: list[V3CheckoutConsignmentAddressCustomField]
    email: str
    first_name: str
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str
    state_or_province_code: str
    id: str

class V3CheckoutConsignmentCouponDiscount(TypedDict):
    amount: float
    code: str

class V3CheckoutConsignmentDiscount(TypedDict):
    id: int

class V3CheckoutConsignmentSelectedPickupOption(TypedDict):
    pickup_method_id: int

class V3CheckoutConsignment(TypedDict):
    address: V3CheckoutConsignmentAddress
    available_shipping_options: list[V3CheckoutsConsignmentConsignmentAvailableShippingOption]
    coupon_discounts: list[V3CheckoutConsignmentCouponDiscount]
    discounts: list[V3CheckoutConsignmentDiscount]
    handling_cost_ex_tax: float
    handling_cost_inc_tax: float
    id: str
    line_item_ids: list[str]
    selected_pickup_option: V3CheckoutConsignmentSelectedPickupOption
    selected_shipping_option: V3CheckoutsConsignmentConsignmentAvailableShippingOption
    shippingAddress: dict[str, Any]
    shipping_cost_ex_tax: float
    shipping_cost_inc_tax: float

class V3CheckoutPromotion(TypedDict):
    banners: list[V3CartsItemPromotionsBanners]

class V3CheckoutTax(TypedDict):
    amount: float
    name: str

class V3Checkout(TypedDict):
    billing_address: V3CheckoutBillingAddress
    cart: V3CheckoutCart
    consignments: list[V3CheckoutConsignment]
    coupons: list[V3CheckoutsConsignmentCartCoupon]
    created_time: str
    customer_message: str
    fees: list[V3CheckoutsConsignmentFee]
    grand_total: float
    handling_cost_total_ex_tax: float
    handling_cost_total_inc_tax: float
    id: str
    order_id: str | None
    promotions: list[V3CheckoutPromotion]
    shipping_cost_total_ex_tax: float
    shipping_cost_total_inc_tax: float
    subtotal_ex_tax: float
    subtotal_inc_tax: float
    tax_total: float
    taxes: list[V3CheckoutTax]
    updated_time: str
    version: int

class V3ContentPageWidgetRegion(TypedDict):
    children: list[Any]
    name: str

class V3ContentPageWidget(TypedDict):
    regions: list[V3ContentPageWidgetRegion]

class V3ContentPlacementWidgetWidgetTemplate(TypedDict):
    name: str
    schema: list[Any]
    storefront_api_query: str
    template: str
    current_version_uuid: str
    date_created: str
    date_modified: str
    icon_name: str
    kind: str
    uuid: str

class V3ContentPlacementWidget(TypedDict):
    description: str
    name: str
    widget_configuration: dict[str, Any]
    channel_id: int
    date_created: str
    date_modified: str
    uuid: str
    version_uuid: str
    widget_template: V3ContentPlacementWidgetWidgetTemplate

class V3ContentPlacement(TypedDict):
    channel_id: int
    date_created: str
    date_modified: str
    template_file: str
    uuid: str
    entity_id: str
    region: str
    sort_order: int
    status: str
    widget: V3ContentPlacementWidget

class V3ContentRegion(TypedDict):
    name: str

class V3ContentScript(TypedDict):
    date_created: str
    date_modified: str
    name: str
    uuid: str
    api_client_id: str
    auto_uninstall: bool
    channel_id: int
    consent_category: str
    description: str
    enabled: bool
    html: str
    integrity_hashes: list[str]
    kind: str
    load_method: str
    location: str
    src: str
    visibility: str

class V3CustomerAddressFormField(TypedDict):
    name: str
    value: Any

class V3CustomerAddress(TypedDict):
    address1: str
    address2: str
    address_type: str
    city: str
    company: str
    country: str
    country_code: str
    customer_id: int
    first_name: str
    form_fields: list[V3CustomerAddressFormField]
    id: int
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str

class V3CustomerAttribute(TypedDict):
    attribute_id: int
    attribute_value: str
    customer_id: int
    date_created: str
    date_modified: str
    id: int

class V3CustomerAuthentication(TypedDict):
    force_password_reset: bool

class V3CustomerFormField(TypedDict):
    customer_id: int
    name: str
    value: Any

class V3CustomerStoreCreditAmount(TypedDict):
    amount: float

class V3Customer(TypedDict):
    accepts_product_review_abandoned_cart_emails: bool
    address_count: int
    addresses: list[V3CustomerAddress]
    attribute_count: int
    attributes: list[V3CustomerAttribute]
    authentication: V3CustomerAuthentication
    channel_ids: list[Any]
    company: str
    customer_group_id: int
    date_created: str
    date_modified: str
    email: str
    first_name: str
    form_fields: list[V3CustomerFormField]
    id: int
    last_name: str
    notes: str
    origin_channel_id: int
    phone: str
    registration_ip_address: str
    store_credit_amounts: list[V3CustomerStoreCreditAmount]
    tax_exempt_category: str

class V3CustomersAddressFormField(TypedDict):
    address_id: int
    name: str
    value: Any

class V3CustomersAddress(TypedDict):
    address1: str
    address2: str
    address_type: str
    city: str
    company: str
    country: str
    country_code: str
    customer_id: int
    first_name: str
    form_fields: list[V3CustomersAddressFormField]
    id: int
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str

class V3CustomersAttribute(TypedDict):
    date_created: str
    date_modified: str
    id: int
    name: str
    type: str

class V3CustomersSettingCustomerGroupSettings(TypedDict):
    default_customer_group_id: int
    guest_customer_group_id: int

class V3CustomersSettingPrivacySettings(TypedDict):
    ask_shopper_for_tracking_consent: bool
    policy_url: str

class V3CustomersSetting(TypedDict):
    customer_group_settings: V3CustomersSettingCustomerGroupSettings
    privacy_settings: V3CustomersSettingPrivacySettings

class V3CustomersSettingsChannelCustomerGroupSettings(TypedDict):
    default_customer_group_id: int
    guest_customer_group_id: int

class V3CustomersSettingsChannelPrivacySettings(TypedDict):
    ask_shopper_for_tracking_consent: bool
    policy_url: str

class V3CustomersSettingsChannel(TypedDict):
    allow_global_logins: bool
    customer_group_settings: V3CustomersSettingsChannelCustomerGroupSettings
    privacy_settings: V3CustomersSettingsChannelPrivacySettings

class V3CustomersSubscriber(TypedDict):
    channel_id: int
    consents: list[str]
    email: str
    first_name: str
    last_name: str
    order_id: int | None
    source: str
    date_created: str
    date_modified: str
    id: int

class V3CustomersConsent(TypedDict):
    allow: list[str]
    deny: list[str]
    updated_at: str

class V3HooksAdminBlockedDomainReason(TypedDict):
    count: int
    failure_description: str
    timestamp: int

class V3HooksAdminBlockedDomain(TypedDict):
    destination: str
    reasons: list[V3HooksAdminBlockedDomainReason]
    time_left: int

class V3HooksAdminHooksList(TypedDict):
    client_id: str
    created_at: int
    destination: str
    headers: dict[str, Any] | None
    id: int
    is_active: bool
    scope: str
    status: str
    store_hash: str
    updated_at: int

class V3HooksAdmin(TypedDict):
    blocked_domains: list[V3HooksAdminBlockedDomain]
    emails: list[str]
    hooks_list: list[V3HooksAdminHooksList]

class V3InfrastructureProject(TypedDict):
    date_created: str
    date_modified: str
    name: str
    uuid: str

class V3InventoryItemIdentity(TypedDict):
    product_id: int
    sku: str
    sku_id: int
    variant_id: int

class V3InventoryItemLocationSettings(TypedDict):
    bin_picking_number: str
    is_in_stock: bool
    safety_stock: int
    warning_level: int

class V3InventoryItemLocation(TypedDict):
    available_to_sell: int
    location_code: str
    location_enabled: bool
    location_id: int
    location_name: str
    settings: V3InventoryItemLocationSettings
    total_inventory_onhand: int

class V3InventoryItem(TypedDict):
    identity: V3InventoryItemIdentity
    locations: list[V3InventoryItemLocation]

class V3InventoryLocationAddressGeoCoordinates(TypedDict):
    latitude: float
    longitude: float

class V3InventoryLocationAddress(TypedDict):
    address1: str
    address2: str
    city: str
    country_code: str
    email: str
    geo_coordinates: V3InventoryLocationAddressGeoCoordinates
    phone: str
    state: str
    zip: str

class V3InventoryLocationOperatingHoursFriday(TypedDict):
    closing: str
    open: bool
    opening: str

class V3InventoryLocationOperatingHoursMonday(TypedDict):
    closing: str
    open: bool
    opening: str

class V3InventoryLocationOperatingHoursSaturday(TypedDict):
    closing: str
    open: bool
    opening: str

class V3InventoryLocationOperatingHoursSunday(TypedDict):
    closing: str
    open: bool
    opening: str

class V3InventoryLocationOperatingHoursThursday(TypedDict):
    closing: str
    open: bool
    opening: str

class V3InventoryLocationOperatingHoursTuesday(TypedDict):
    closing: str
    open: bool
    opening: str

class V3InventoryLocationOperatingHoursWednesday(TypedDict):
    closing: str
    open: bool
    opening: str

class V3InventoryLocationOperatingHours(TypedDict):
    friday: V3InventoryLocationOperatingHoursFriday
    monday: V3InventoryLocationOperatingHoursMonday
    saturday: V3InventoryLocationOperatingHoursSaturday
    sunday: V3InventoryLocationOperatingHoursSunday
    thursday: V3InventoryLocationOperatingHoursThursday
    tuesday: V3InventoryLocationOperatingHoursTuesday
    wednesday: V3InventoryLocationOperatingHoursWednesday

class V3InventoryLocationSpecialHour(TypedDict):
    all_day: bool
    annual: bool
    closing: str
    date: str
    label: str
    open: bool
    opening: str

class V3InventoryLocation2(TypedDict):
    address: V3InventoryLocationAddress
    code: str
    created_at: str
    description: str
    enabled: bool
    id: int
    label: str
    managed_by_external_source: bool
    operating_hours: V3InventoryLocationOperatingHours
    special_hours: list[V3InventoryLocationSpecialHour]
    storefront_visibility: bool
    time_zone: str
    type_id: str
    updated_at: str

class V3InventoryLocationsMetafield(TypedDict):
    id: int
    description: str
    key: str
    namespace: str
    permission_set: str
    value: str
    resource_id: int
    resource_type: str
    date_created: str
    date_modified: str
    owner_client_id: str

class V3InventoryLocationsItemIdentity(TypedDict):
    product_id: int
    sku: str
    variant_id: int

class V3InventoryLocationsItem(TypedDict):
    available_to_sell: int
    identity: V3InventoryLocationsItemIdentity
    settings: V3InventoryItemLocationSettings
    total_inventory_onhand: int

class V3MarketingEmailTemplateTranslation(TypedDict):
    keys: dict[str, Any]
    locale: str

class V3MarketingEmailTemplate(TypedDict):
    body: str
    subject: str
    translations: list[V3MarketingEmailTemplateTranslation]
    type_id: str

class V3OrdersMetafield(TypedDict):
    description: str
    key: str
    namespace: str
    permission_set: str
    resource_id: int
    resource_type: str
    value: str
    date_created: str
    date_modified: str
    id: int
    owner_client_id: str

class V3OrdersPaymentActionsRefundItemAdjustment(TypedDict):
    amount: float
    description: str

class V3OrdersPaymentActionsRefundItem(TypedDict):
    adjustments: list[V3OrdersPaymentActionsRefundItemAdjustment]
    item_id: int
    item_type: str
    quantity: int
    reason: str
    requested_amount: float

class V3OrdersPaymentActionsRefundPayment(TypedDict):
    amount: float
    declined_message: str
    id: int
    is_declined: bool
    offline: bool
    provider_id: str
    transaction_id: str

class V3OrdersPaymentActionsRefund(TypedDict):
    created: str
    id: int
    items: list[V3OrdersPaymentActionsRefundItem]
    order_id: int
    payments: list[V3OrdersPaymentActionsRefundPayment]
    reason: str
    total_amount: float
    total_tax: float
    user_id: int
    uses_merchant_override_values: bool

class V3OrdersPaymentActionsRefundItem2(TypedDict):
    item_id: int
    item_type: str
    quantity: int
    reason: str
    requested_amount: str | None

class V3OrdersPaymentActionsRefundPayment2(TypedDict):
    amount: float
    declined_message: str
    id: int
    is_declined: bool
    offline: bool
    provider_id: str

class V3OrdersPaymentActionsRefund2(TypedDict):
    created: str
    id: int
    items: list[V3OrdersPaymentActionsRefundItem2]
    order_id: int
    payments: list[V3OrdersPaymentActionsRefundPayment2]
    reason: str
    total_amount: float
    total_tax: float
    user_id: int
    uses_merchant_override_values: bool

class V3OrdersPickupPickupItem(TypedDict):
    id: int
    order_product_id: int
    quantity: int
    collected_at: str | None
    status: str

class V3OrdersPickup(TypedDict):
    id: int
    order_id: int
    pickup_method_id: int
    created_at: str
    pickup_items: list[V3OrdersPickupPickupItem]
    ready_at: str
    updated_at: str

class V3OrdersSettingNotificationsForwardInvoice(TypedDict):
    email_addresses: list[str]

class V3OrdersSettingNotificationsOrderPlaced(TypedDict):
    email_addresses: list[str]

class V3OrdersSettingNotifications(TypedDict):
    forward_invoice: V3OrdersSettingNotificationsForwardInvoice
    order_placed: V3OrdersSettingNotificationsOrderPlaced

class V3OrdersSetting(TypedDict):
    notifications: V3OrdersSettingNotifications
    meta: dict[str, Any]

class V3OrdersSettingsChannelNotificationsForwardInvoice(TypedDict):
    email_addresses: list[str] | None

class V3OrdersSettingsChannelNotificationsOrderPlaced(TypedDict):
    email_addresses: list[str] | None

class V3OrdersSettingsChannelNotifications(TypedDict):
    forward_invoice: V3OrdersSettingsChannelNotificationsForwardInvoice
    order_placed: V3OrdersSettingsChannelNotificationsOrderPlaced

class V3OrdersSettingsChannel(TypedDict):
    notifications: V3OrdersSettingsChannelNotifications
    meta: dict[str, Any]

class V3OrdersTransactionCustom(TypedDict):
    payment_method: str

class V3OrdersTransactionOffline(TypedDict):
    display_name: str

class V3OrdersTransactionAvsResult(TypedDict):
    code: str
    message: str
    postal_match: str
    street_match: str

class V3OrdersTransactionCreditCard(TypedDict):
    card_expiry_month: int
    card_expiry_year: int
    card_iin: str
    card_last4: str
    card_type: str

class V3OrdersTransactionCustomProviderFieldResult(TypedDict):
    amount_received: float | None
    authorization_code: str | None
    fraud_response: str | None
    receipt_number: str | None

class V3OrdersTransactionCvvResult(TypedDict):
    code: str
    message: str

class V3OrdersTransactionGiftCertificate(TypedDict):
    code: str
    original_balance: float
    remaining_balance: float
    starting_balance: float
    status: str

class V3OrdersTransactionStoreCredit(TypedDict):
    remaining_balance: float

class V3OrdersTransaction(TypedDict):
    amount: float
    currency: str
    custom: V3OrdersTransactionCustom | None
    event: str
    fraud_review: bool
    gateway: str
    gateway_transaction_id: str
    method: str
    offline: V3OrdersTransactionOffline | None
    payment_method_id: str
    reference_transaction_id: int
    status: str
    test: bool
    avs_result: V3OrdersTransactionAvsResult
    credit_card: V3OrdersTransactionCreditCard
    custom_provider_field_result: V3OrdersTransactionCustomProviderFieldResult | None
    cvv_result: V3OrdersTransactionCvvResult
    date_created: str
    gift_certificate: V3OrdersTransactionGiftCertificate | None
    id: int
    order_id: str
    payment_instrument_token: str | None
    provider_customer_id: str | None
    provider_instrument_token: str | None
    store_credit: V3OrdersTransactionStoreCredit | None

class V3PaymentsMethodStoredInstrument(TypedDict):
    brand: str
    expiry_month: int
    expiry_year: int
    is_default: bool
    issuer_identification_number: str
    last_4: str
    token: str
    type: str

class V3PaymentsMethodSupportedInstrument(TypedDict):
    instrument_type: str
    verification_value_required: bool

class V3PaymentsMethod(TypedDict):
    id: str
    name: str
    stored_instruments: list[V3PaymentsMethodStoredInstrument]
    supported_instruments: list[V3PaymentsMethodSupportedInstrument]
    test_mode: bool
    type: str

class V3PickupMethod(TypedDict):
    id: int
    collection_instructions: str
    collection_time_description: str
    display_name: str
    location_id: int
    location_identity: int
    date_created: str
    date_modified: str

class V3Pricelist(TypedDict):
    date_created: str
    date_modified: str
    id: int
    active: bool
    name: str

class V3PricelistsAssignment(TypedDict):
    channel_id: int
    customer_group_id: int
    id: int
    price_list_id: int

class V3Pricelist2(TypedDict):
    active: bool
    date_created: str
    date_modified: str
    id: int
    name: str

class V3PricelistsRecordBulkPricingTier(TypedDict):
    amount: float
    quantity_max: int | None
    quantity_min: int
    type: str

class V3PricelistsRecord(TypedDict):
    calculated_price: float
    date_created: str
    date_modified: str
    product_id: int
    currency: str
    price_list_id: int
    sku: str
    variant_id: int
    bulk_pricing_tiers: list[V3PricelistsRecordBulkPricingTier]
    map_price: float
    price: float
    retail_price: float
    sale_price: float

class V3PricelistsRecordBulkPricingTier2(TypedDict):
    amount: float
    quantity_max: int
    quantity_min: int
    type: str

class V3PricelistsRecord2(TypedDict):
    calculated_price: float
    date_created: str
    date_modified: str
    product_id: int
    currency: str
    price_list_id: int
    sku: str
    variant_id: int
    bulk_pricing_tiers: list[V3PricelistsRecordBulkPricingTier2]
    map_price: float
    price: float
    retail_price: float
    sale_price: float

class V3PromotionsCode(TypedDict):
    code: str
    created: str
    current_uses: int
    id: int
    max_uses: int
    max_uses_per_customer: int

class V3PromotionsSetting(TypedDict):
    number_of_coupons_allowed_at_checkout: int
    promotions_applied_on_original_product_price: bool
    promotions_apply_on_products_with_custom_product_price: bool
    promotions_triggered_by_products_with_zero_product_price: bool

class V3Segment(TypedDict):
    created_at: str
    description: str
    id: str
    name: str
    updated_at: str

class V3SegmentsShopperProfile(TypedDict):
    created_at: str
    customer_id: int
    id: str
    updated_at: str

class V3SettingsAnalytic(TypedDict):
    api_secret: str
    channel_id: int
    code: str
    data_tag_enabled: bool
    enabled: bool
    id: int
    name: str
    version: float

class V3SettingsCatalog(TypedDict):
    auto_approve_reviews: bool
    enable_product_comparisons: bool

class V3SettingsEmailStatuse(TypedDict):
    abandoned_cart_email: bool
    account_details_changed_email: bool
    combined_order_status_email: bool
    create_account_email: bool
    create_guest_account_email: bool
    gift_certificate_email: bool
    invoice_email: bool
    order_message_notification_email: bool
    product_review_email: bool
    return_confirmation_email: bool
    return_statuschange_email: bool

class V3SettingsInventory(TypedDict):
    default_out_of_stock_message: str
    edit_order_stock_adjustment: bool
    hide_in_product_filtering: bool
    option_out_of_stock_behavior: str
    product_out_of_stock_behavior: str
    refund_order_stock_adjustment: bool
    show_out_of_stock_message: bool
    show_pre_order_stock_levels: bool
    stock_level_display: str
    update_stock_behavior: str

class V3SettingsInventoryNotification(TypedDict):
    low_stock_notification_address: list[str]
    out_of_stock_notification_address: list[str]

class V3SettingsLogo(TypedDict):
    favicon_url: str
    logo_image_url: str
    logo_text: str
    type: str

class V3SettingsSearchFiltersContextContext(TypedDict):
    category_id: int
    channel_id: int

class V3SettingsSearchFiltersContext(TypedDict):
    context: V3SettingsSearchFiltersContextContext
    data: list[Any]

class V3SettingsStoreLocale(TypedDict):
    default_shopper_language: str
    shopper_language_selection_method: str
    store_country: str

class V3SettingsStoreProfile(TypedDict):
    store_address: str
    store_address_type: str
    store_email: str
    store_name: str
    store_phone: str

class V3SettingsStoreUnitsOfMeasurement(TypedDict):
    decimal_places: int
    decimal_token: str
    factoring_dimension: str
    length_measurement: str
    thousands_token: str
    weight_measurement: str

class V3SettingsStorefrontCategory(TypedDict):
    category_tree_depth: int
    default_product_sort: str
    listing_mode: str

class V3SettingsStorefrontProduct(TypedDict):
    default_preorder_message: str
    hide_price_from_guests: bool
    show_add_to_cart_link: bool
    show_add_to_cart_qty_box: bool
    show_add_to_wishlist: bool
    show_breadcrumbs_product_pages: str
    show_product_brand: bool
    show_product_price: bool
    show_product_rating: bool
    show_product_shipping: bool
    show_product_sku: bool
    show_product_weight: bool

class V3SettingsStorefrontRobotstxt(TypedDict):
    robots_txt_ssl: str

class V3SettingsStorefrontSearch(TypedDict):
    content_product_sort: str
    default_product_sort: str
    product_filtering_enabled: bool
    search_suggest: bool

class V3SettingsStorefrontSecurityCspHeader(TypedDict):
    enabled: bool
    header_value: str

class V3SettingsStorefrontSecurityHsts(TypedDict):
    enabled: bool
    include_preload: bool
    include_subdomains: bool
    max_age: str

class V3SettingsStorefrontSecurityXFrameOptionsHeader(TypedDict):
    allowed_url: str
    enabled: bool
    setting: str

class V3SettingsStorefrontSecurity(TypedDict):
    csp_header: V3SettingsStorefrontSecurityCspHeader
    hsts: V3SettingsStorefrontSecurityHsts
    sitewide_https_enabled: bool
    x_frame_options_header: V3SettingsStorefrontSecurityXFrameOptionsHeader

class V3SettingsStorefrontSeo(TypedDict):
    meta_description: str
    meta_keywords: str
    page_title: str
    www_redirect: str

class V3SettingsStorefrontStatu(TypedDict):
    down_for_maintenance_message: str
    prelaunch_message: str
    prelaunch_password: str

class V3ShippingProductsCustomsInformation(TypedDict):
    commodity_description: str
    country_of_origin: str
    created_at: str
    hs_codes: dict[str, Any]
    international_shipping: bool
    product_id: int
    updated_at: str

class V3ShippingSettingCheckout(TypedDict):
    country_list_strategy: str
    out_of_delivery_zone_message: str

class V3ShippingSetting(TypedDict):
    checkout: V3ShippingSettingCheckout

class V3ShippingSettingsChannelCheckout(TypedDict):
    out_of_delivery_zone_message: str

class V3ShippingSettingsChannel(TypedDict):
    checkout: V3ShippingSettingsChannelCheckout

class V3SitesCertificate(TypedDict):
    certificate: str
    common_name: str
    intermediate_certificates: str
    issuer: str
    signing_algorithm: str
    subject_alternative_names: list[str]
    validity_not_after: str
    validity_not_before: str

class V3SitesCertificate2(TypedDict):
    installed_certificate: V3SitesCertificate | None
    status: str

class V3SitesRoute(TypedDict):
    id: int
    matching: str
    route: str
    type: str

class V3StoreSystemlog(TypedDict):
    date_created: str
    id: int
    message: str
    module: str
    severity: str
    summary: str
    type: str

class V3StorefrontCustomTemplateAssociation(TypedDict):
    channel_id: int
    date_created: str
    date_modified: str
    entity_id: int
    entity_type: str
    file_name: str
    id: int
    is_valid: bool

class V3StorefrontRedirectTo(TypedDict):
    entity_id: int
    type: str
    url: str

class V3StorefrontRedirect(TypedDict):
    from_path: str
    id: int
    site_id: int
    to: V3StorefrontRedirectTo
    to_url: str

class V3StorefrontRedirectsImexJobError(TypedDict):
    message: str
    row: int

class V3StorefrontRedirectsImexJob(TypedDict):
    completed_at: str
    completed_items: int
    created_at: str
    errors: list[V3StorefrontRedirectsImexJobError]
    failed_items: int
    id: str
    status: str
    total_items: int
    type: str

class V3TaxCustomer(TypedDict):
    customer_id: int
    tax_properties: dict[str, Any]

class V3TaxProductsProperty(TypedDict):
    product_id: int
    tax_properties: dict[str, Any]

class V3TaxProperty(TypedDict):
    code: str
    created_at: str
    description: str
    display_name: str
    id: int
    type: str
    updated_at: str

class V3TaxRateClassRate(TypedDict):
    rate: float
    tax_class_id: int

class V3TaxRate(TypedDict):
    class_rates: list[V3TaxRateClassRate]
    enabled: bool
    id: int
    name: str
    priority: int
    tax_zone_id: int

class V3TaxSettingPriceDisplaySettings(TypedDict):
    control_panel_price_display_strategy: str
    invoice_price_display_strategy: str

class V3TaxSetting(TypedDict):
    document_submission_strategy: str
    fallback_strategy: str
    guest_shopper_tax_zone_id: int
    price_display_settings: V3TaxSettingPriceDisplaySettings
    rounding_strategy: str
    should_subtract_store_tax: bool
    should_use_geolocation_to_determine_guest_shopper_tax_zone: bool
    store_tax_zone_id: int
    tax_entered_with_prices: bool

class V3TaxZonePriceDisplaySettings(TypedDict):
    show_both_on_detail_view: bool
    show_both_on_list_view: bool
    show_inclusive: bool

class V3TaxZoneShopperTargetSettingsLocation(TypedDict):
    country_code: str
    postal_codes: list[str]
    subdivision_codes: list[str]

class V3TaxZoneShopperTargetSettings(TypedDict):
    customer_groups: list[int]
    locations: list[V3TaxZoneShopperTargetSettingsLocation]

class V3TaxZone(TypedDict):
    enabled: bool
    id: int
    name: str
    price_display_settings: V3TaxZonePriceDisplaySettings
    shopper_target_settings: V3TaxZoneShopperTargetSettings

class V3ThemeVariation(TypedDict):
    description: str
    external_id: str
    name: str
    uuid: str

class V3Theme(TypedDict):
    is_active: bool
    is_private: bool
    name: str
    updated_at: str
    uuid: str
    variations: list[V3ThemeVariation]

class V3ThemesCustomTemplate(TypedDict):
    brand: list[str]
    category: list[str]
    page: list[str]
    product: list[str]

class V3ThemesJobError(TypedDict):
    error: str
    message: str

class V3ThemesJobWarning(TypedDict):
    message: str
    warning: str

class V3ThemesJob(TypedDict):
    errors: list[V3ThemesJobError]
    id: str
    percent_complete: float
    result: dict[str, Any]
    status: str
    time: str
    warnings: list[V3ThemesJobWarning]

class V3ThemesConfiguration(TypedDict):
    date_created: str
    settings: dict[str, Any]
    site_id: int
    theme_uuid: str
    uuid: str
    variation_id: str

class V3WishlistItem(TypedDict):
    id: int
    product_id: int
    variant_id: int

class V3Wishlist(TypedDict):
    customer_id: int
    id: int
    is_public: bool
    items: list[V3WishlistItem]
    name: str
    token: str

class V3CartsRedirectUrl(TypedDict):
    cart_url: str
    checkout_url: str
    embedded_checkout_url: str

class V3CatalogBrandsImage(TypedDict):
    image_url: str

class V3CatalogCategoriesImage(TypedDict):
    image_url: str

class V3CatalogProduct2(TypedDict):
    id: int
    availability: str
    availability_description: str
    bin_picking_number: str
    brand_id: int
    bulk_pricing_rules: list[V3CatalogProductBulkPricingRule]
    categories: list[float]
    condition: str
    cost_price: float
    custom_fields: list[V3CatalogProductCustomField]
    custom_url: V3CatalogProductCustomUrl
    date_last_imported: str
    depth: float
    description: str
    fixed_cost_shipping_price: float
    gift_wrapping_options_list: list[int]
    gift_wrapping_options_type: str
    gtin: str
    height: float
    images: list[V3CatalogProductImage]
    inventory_level: int
    inventory_tracking: str
    inventory_warning_level: int
    is_condition_shown: bool
    is_featured: bool
    is_free_shipping: bool
    is_preorder_only: bool
    is_price_hidden: bool
    is_visible: bool
    layout_file: str
    map_price: float
    meta_description: str
    meta_keywords: list[str]
    mpn: str
    name: str
    open_graph_description: str
    open_graph_title: str
    open_graph_type: str
    open_graph_use_image: bool
    open_graph_use_meta_description: bool
    open_graph_use_product_name: bool
    order_quantity_maximum: int
    order_quantity_minimum: int
    page_title: str
    parent_relations: list[V3CatalogProductParentRelation]
    preorder_message: str
    preorder_release_date: str | None
    price: float
    price_hidden_label: str
    primary_image: V3CatalogProductPrimaryImage
    product_tax_code: str
    related_products: list[int]
    retail_price: float
    reviews_count: int
    reviews_rating_sum: int
    sale_price: float
    search_keywords: str
    sku: str
    sort_order: int
    tax_class_id: int
    total_sold: int
    type: str
    upc: str
    videos: list[V3CatalogProductVideo]
    view_count: int
    warranty: str
    weight: float
    width: float
    base_variant_id: int
    calculated_price: float
    date_created: str
    date_modified: str
    modifiers: list[V3CatalogProductModifier]
    option_set_display: str
    option_set_id: int
    options: list[V3CatalogProductOption]

class V3CatalogProductsModifierItemsOptionValueAdjustersPrice(TypedDict):
    adjuster: str | None
    adjuster_value: float

class V3CatalogProductsModifierItemsOptionValueAdjustersPurchasingDisabled(TypedDict):
    message: str
    status: bool

class V3CatalogProductsModifierItemsOptionValueAdjustersWeight(TypedDict):
    adjuster: str | None
    adjuster_value: float

class V3CatalogProductsModifierItemsOptionValueAdjusters(TypedDict):
    image_url: str
    price: V3CatalogProductsModifierItemsOptionValueAdjustersPrice
    purchasing_disabled: V3CatalogProductsModifierItemsOptionValueAdjustersPurchasingDisabled
    weight: V3CatalogProductsModifierItemsOptionValueAdjustersWeight

class V3CatalogProductsModifierItemsOptionValue(TypedDict):
    adjusters: V3CatalogProductsModifierItemsOptionValueAdjusters
    is_default: bool
    label: str
    sort_order: int
    value_data: dict[str, Any] | None
    id: int
    option_id: int

class V3CatalogProductsModifierItems(TypedDict):
    config: V3CatalogProductModifierConfig
    display_name: str
    required: bool
    sort_order: int
    type: str
    id: int
    name: str
    option_values: list[V3CatalogProductsModifierItemsOptionValue]
    product_id: int

class V3CatalogProductsModifier2(TypedDict):
    items: V3CatalogProductsModifierItems

class V3CatalogProductsModifiersValue2(TypedDict):
    is_default: bool
    label: str
    sort_order: int
    value_data: dict[str, Any]
    adjusters: V3CatalogProductsModifiersValueAdjusters
    id: int

class V3CatalogProductsModifiersValuesImage(TypedDict):
    image_url: str

class V3CatalogProductsOptionOptionValue(TypedDict):
    is_default: bool
    label: str
    sort_order: int
    value_data: dict[str, Any]
    id: int

class V3CatalogProductsOption2(TypedDict):
    config: V3CatalogProductModifierConfig
    display_name: str
    id: int | None
    image_url: str
    option_values: list[V3CatalogProductsOptionOptionValue]
    product_id: int
    sort_order: int
    type: str
    name: str

class V3CatalogProductsVariantsImage(TypedDict):
    image_url: str

class V3CatalogProductsVideo(TypedDict):
    description: str
    sort_order: int
    title: str
    type: str
    id: int
    length: str
    product_id: int
    video_id: str

class V3CheckoutsBillingAddressBillingAddressCustomField(TypedDict):
    field_id: str
    field_value: str

class V3CheckoutsBillingAddressBillingAddress(TypedDict):
    address1: str
    address2: str
    city: str
    company: str
    country_code: str
    custom_fields: list[V3CheckoutsBillingAddressBillingAddressCustomField]
    email: str
    first_name: str
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str
    state_or_province_code: str
    id: str

class V3CheckoutsBillingAddressCartCurrency(TypedDict):
    code: str

class V3CheckoutsBillingAddressCartDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CheckoutsBillingAddressCartLineItemsDigitalItemDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CheckoutsBillingAddressCartLineItemsDigitalItem(TypedDict):
    added_by_promotion: bool
    comparison_price: float
    coupon_amount: float
    discount_amount: float
    discounts: list[V3CheckoutsBillingAddressCartLineItemsDigitalItemDiscount]
    extended_comparison_price: float
    extended_list_price: float
    extended_sale_price: float
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    is_taxable: bool
    list_price: float
    name: str
    original_price: float
    parent_id: int | None
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    url: str
    variant_id: int

class V3CheckoutsBillingAddressCartLineItemsGiftCertificateRecipient(TypedDict):
    email: str
    name: str

class V3CheckoutsBillingAddressCartLineItemsGiftCertificateSender(TypedDict):
    email: str
    name: str

class V3CheckoutsBillingAddressCartLineItemsGiftCertificate(TypedDict):
    amount: float
    id: str
    message: str
    name: str
    recipient: V3CheckoutsBillingAddressCartLineItemsGiftCertificateRecipient
    sender: V3CheckoutsBillingAddressCartLineItemsGiftCertificateSender
    taxable: bool
    theme: str

class V3CheckoutsBillingAddressCartLineItemsPhysicalItemDiscount(TypedDict):
    discounted_amount: float
    id: Any

class V3CheckoutsBillingAddressCartLineItemsPhysicalItem(TypedDict):
    added_by_promotion: bool
    comparison_price: float
    coupon_amount: float
    discount_amount: float
    discounts: list[V3CheckoutsBillingAddressCartLineItemsPhysicalItemDiscount]
    extended_comparison_price: float
    extended_list_price: float
    extended_sale_price: float
    gift_wrapping: V3CheckoutsConsignmentCartLineItemsPhysicalItemGiftWrapping | None
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    is_taxable: bool
    list_price: float
    name: str
    original_price: float
    parent_id: int | None
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    url: str
    variant_id: int

class V3CheckoutsBillingAddressCartLineItems(TypedDict):
    custom_items: list[V3CheckoutsConsignmentCartLineItemsCustomItem]
    digital_items: list[V3CheckoutsBillingAddressCartLineItemsDigitalItem]
    gift_certificates: list[V3CheckoutsBillingAddressCartLineItemsGiftCertificate]
    physical_items: list[V3CheckoutsBillingAddressCartLineItemsPhysicalItem]

class V3CheckoutsBillingAddressCart(TypedDict):
    base_amount: float
    cart_amount_ex_tax: float
    cart_amount_inc_tax: float
    channel_id: int
    coupons: list[V3CheckoutsConsignmentCartCoupon]
    created_time: str
    currency: V3CheckoutsBillingAddressCartCurrency
    customer_id: int
    discount_amount: float
    discounts: list[V3CheckoutsBillingAddressCartDiscount]
    email: str
    id: str
    line_items: V3CheckoutsBillingAddressCartLineItems
    tax_included: bool
    updated_time: str

class V3CheckoutsBillingAddressConsignmentAddressCustomField(TypedDict):
    field_id: str
    field_value: str

class V3CheckoutsBillingAddressConsignmentAddress(TypedDict):
    address1: str
    address2: str
    city: str
    company: str
    country_code: str
    custom_fields: list[V3CheckoutsBillingAddressConsignmentAddressCustomField]
    email: str
    first_name: str
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str
    state_or_province_code: str
    id: str

class V3CheckoutsBillingAddressConsignmentCouponDiscount(TypedDict):
    amount: float
    code: str

class V3CheckoutsBillingAddressConsignmentDiscount(TypedDict):
    id: int

class V3CheckoutsBillingAddressConsignmentSelectedPickupOption(TypedDict):
    pickup_method_id: int

class V3CheckoutsBillingAddressConsignment(TypedDict):
    address: V3CheckoutsBillingAddressConsignmentAddress
    available_shipping_options: list[V3CheckoutsConsignmentConsignmentAvailableShippingOption]
    coupon_discounts: list[V3CheckoutsBillingAddressConsignmentCouponDiscount]
    discounts: list[V3CheckoutsBillingAddressConsignmentDiscount]
    handling_cost_ex_tax: float
    handling_cost_inc_tax: float
    id: str
    line_item_ids: list[str]
    selected_pickup_option: V3CheckoutsBillingAddressConsignmentSelectedPickupOption
    selected_shipping_option: V3CheckoutsConsignmentConsignmentAvailableShippingOption
    shippingAddress: dict[str, Any]
    shipping_cost_ex_tax: float
    shipping_cost_inc_tax: float

class V3CheckoutsBillingAddressPromotion(TypedDict):
    banners: list[V3CartsItemPromotionsBanners]

class V3CheckoutsBillingAddressTax(TypedDict):
    amount: float
    name: str

class V3CheckoutsBillingAddress(TypedDict):
    billing_address: V3CheckoutsBillingAddressBillingAddress
    cart: V3CheckoutsBillingAddressCart
    consignments: list[V3CheckoutsBillingAddressConsignment]
    coupons: list[V3CheckoutsConsignmentCartCoupon]
    created_time: str
    customer_message: str
    fees: list[V3CheckoutsConsignmentFee]
    grand_total: float
    handling_cost_total_ex_tax: float
    handling_cost_total_inc_tax: float
    id: str
    order_id: str | None
    promotions: list[V3CheckoutsBillingAddressPromotion]
    shipping_cost_total_ex_tax: float
    shipping_cost_total_inc_tax: float
    subtotal_ex_tax: float
    subtotal_inc_tax: float
    tax_total: float
    taxes: list[V3CheckoutsBillingAddressTax]
    updated_time: str
    version: int

class V3CheckoutsDiscountBillingAddressCustomField(TypedDict):
    field_id: str
    field_value: str

class V3CheckoutsDiscountBillingAddress(TypedDict):
    address1: str
    address2: str
    city: str
    company: str
    country_code: str
    custom_fields: list[V3CheckoutsDiscountBillingAddressCustomField]
    email: str
    first_name: str
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str
    state_or_province_code: str
    id: str

class V3CheckoutsDiscountCartCurrency(TypedDict):
    code: str

class V3CheckoutsDiscountCartDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CheckoutsDiscountCartLineItemsDigitalItemDiscount(TypedDict):
    discounted_amount: float
    id: str

class V3CheckoutsDiscountCartLineItemsDigitalItem(TypedDict):
    added_by_promotion: bool
    comparison_price: float
    coupon_amount: float
    discount_amount: float
    discounts: list[V3CheckoutsDiscountCartLineItemsDigitalItemDiscount]
    extended_comparison_price: float
    extended_list_price: float
    extended_sale_price: float
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    is_taxable: bool
    list_price: float
    name: str
    original_price: float
    parent_id: int | None
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    url: str
    variant_id: int

class V3CheckoutsDiscountCartLineItemsGiftCertificateRecipient(TypedDict):
    email: str
    name: str

class V3CheckoutsDiscountCartLineItemsGiftCertificateSender(TypedDict):
    email: str
    name: str

class V3CheckoutsDiscountCartLineItemsGiftCertificate(TypedDict):
    amount: float
    id: str
    message: str
    name: str
    recipient: V3CheckoutsDiscountCartLineItemsGiftCertificateRecipient
    sender: V3CheckoutsDiscountCartLineItemsGiftCertificateSender
    taxable: bool
    theme: str

class V3CheckoutsDiscountCartLineItemsPhysicalItemDiscount(TypedDict):
    discounted_amount: float
    id: Any

class V3CheckoutsDiscountCartLineItemsPhysicalItem(TypedDict):
    added_by_promotion: bool
    comparison_price: float
    coupon_amount: float
    discount_amount: float
    discounts: list[V3CheckoutsDiscountCartLineItemsPhysicalItemDiscount]
    extended_comparison_price: float
    extended_list_price: float
    extended_sale_price: float
    gift_wrapping: V3CheckoutsConsignmentCartLineItemsPhysicalItemGiftWrapping | None
    id: str
    image_url: str
    is_mutable: bool
    is_require_shipping: bool
    is_taxable: bool
    list_price: float
    name: str
    original_price: float
    parent_id: int | None
    product_id: int
    quantity: float
    sale_price: float
    sku: str
    url: str
    variant_id: int

class V3CheckoutsDiscountCartLineItems(TypedDict):
    custom_items: list[V3CheckoutsConsignmentCartLineItemsCustomItem]
    digital_items: list[V3CheckoutsDiscountCartLineItemsDigitalItem]
    gift_certificates: list[V3CheckoutsDiscountCartLineItemsGiftCertificate]
    physical_items: list[V3CheckoutsDiscountCartLineItemsPhysicalItem]

class V3CheckoutsDiscountCart(TypedDict):
    base_amount: float
    cart_amount_ex_tax: float
    cart_amount_inc_tax: float
    channel_id: int
    coupons: list[V3CheckoutsConsignmentCartCoupon]
    created_time: str
    currency: V3CheckoutsDiscountCartCurrency
    customer_id: int
    discount_amount: float
    discounts: list[V3CheckoutsDiscountCartDiscount]
    email: str
    id: str
    line_items: V3CheckoutsDiscountCartLineItems
    tax_included: bool
    updated_time: str

class V3CheckoutsDiscountConsignmentAddressCustomField(TypedDict):
    field_id: str
    field_value: str

class V3CheckoutsDiscountConsignmentAddress(TypedDict):
    address1: str
    address2: str
    city: str
    company: str
    country_code: str
    custom_fields: list[V3CheckoutsDiscountConsignmentAddressCustomField]
    email: str
    first_name: str
    last_name: str
    phone: str
    postal_code: str
    state_or_province: str
    state_or_province_code: str
    id: str

class V3CheckoutsDiscountConsignmentCouponDiscount(TypedDict):
    amount: float
    code: str

class V3CheckoutsDiscountConsignmentDiscount(TypedDict):
    id: int

class V3CheckoutsDiscountConsignmentSelectedPickupOption(TypedDict):
    pickup_method_id: int

class V3CheckoutsDiscountConsignment(TypedDict):
    address: V3CheckoutsDiscountConsignmentAddress
    available_shipping_options: list[V3CheckoutsConsignmentConsignmentAvailableShippingOption]
    coupon_discounts: list[V3CheckoutsDiscountConsignmentCouponDiscount]
    discounts: list[V3CheckoutsDiscountConsignmentDiscount]
    handling_cost_ex_tax: float
    handling_cost_inc_tax: float
    id: str
    line_item_ids: list[str]
    selected_pickup_option: V3CheckoutsDiscountConsignmentSelectedPickupOption
    selected_shipping_option: V3CheckoutsConsignmentConsignmentAvailableShippingOption
    shippingAddress: dict[str, Any]
    shipping_cost_ex_tax: float
    shipping_cost_inc_tax: float

class V3CheckoutsDiscountPromotion(TypedDict):
    banners: list[V3CartsItemPromotionsBanners]

class V3CheckoutsDiscountTax(TypedDict):
    amount: float
    name: str

class V3CheckoutsDiscount(TypedDict):
    billing_address: V3CheckoutsDiscountBillingAddress
    cart: V3CheckoutsDiscountCart
    consignments: list[V3CheckoutsDiscountConsignment]
    coupons: list[V3CheckoutsConsignmentCartCoupon]
    created_time: str
    customer_message: str
    fees: list[V3CheckoutsConsignmentFee]
    grand_total: float
    handling_cost_total_ex_tax: float
    handling_cost_total_inc_tax: float
    id: str
    order_id: str | None
    promotions: list[V3CheckoutsDiscountPromotion]
    shipping_cost_total_ex_tax: float
    shipping_cost_total_inc_tax: float
    subtotal_ex_tax: float
    subtotal_inc_tax: float
    tax_total: float
    taxes: list[V3CheckoutsDiscountTax]
    updated_time: str
    version: int

class V3CheckoutsOrder(TypedDict):
    id: int

class V3CheckoutsToken(TypedDict):
    checkoutToken: str
    meta: dict[str, Any]

class V3ContentWidgetTemplatesPreview(TypedDict):
    html: str

class V3CustomersValidateCredential(TypedDict):
    customer_id: int | None
    is_valid: bool

class V3Hook2(TypedDict):
    client_id: str
    created_at: int
    id: int
    store_hash: str
    updated_at: int
    destination: str
    headers: dict[str, Any] | None
    is_active: bool
    scope: str

class V3InfrastructureDeployment(TypedDict):
    deployment_uuid: str

class V3InfrastructureDeploymentsUpload(TypedDict):
    upload_url: str
    upload_uuid: str

class V3InventoryAdjustmentsRelative(TypedDict):
    transaction_id: str

class V3OrdersPaymentActionsRefundQuoteRefundMethod(TypedDict):
    amount: float
    offline: bool
    offline_provider: bool
    offline_reason: str
    provider_description: str
    provider_id: str

class V3OrdersPaymentActionsRefundQuote(TypedDict):
    adjustment: float
    order_id: int
    order_level_refund_amount: float
    refund_methods: list[list[V3OrdersPaymentActionsRefundQuoteRefundMethod]]
    rounding: float
    tax_inclusive: bool
    total_refund_amount: float
    total_refund_tax_amount: float

class V3PaymentsAccessToken(TypedDict):
    id: str

class V3PickupOptionResultPickupOptionAvailableItem(TypedDict):
    quantity: int
    variant_id: int

class V3PickupOptionResultPickupOptionPickupMethod(TypedDict):
    collection_instructions: str
    collection_time_description: str
    display_name: str
    id: int
    location_id: int

class V3PickupOptionResultPickupOption(TypedDict):
    available_items: list[V3PickupOptionResultPickupOptionAvailableItem]
    pickup_method: V3PickupOptionResultPickupOptionPickupMethod

class V3PickupOptionResult(TypedDict):
    pickup_options: list[V3PickupOptionResultPickupOption]

class V3PickupOption(TypedDict):
    results: list[V3PickupOptionResult]

class V3PricingProductOption(TypedDict):
    option_id: int
    value_id: int

class V3PricingProductReferenceRequestOption(TypedDict):
    option_id: int
    value_id: int

class V3PricingProductReferenceRequest(TypedDict):
    options: list[V3PricingProductReferenceRequestOption]
    product_id: int
    variant_id: int

class V3PricingProductBulkPricingTaxDiscountAmount(TypedDict):
    as_entered: float
    entered_inclusive: bool
    tax_exclusive: float
    tax_inclusive: float

class V3PricingProductBulkPricing(TypedDict):
    discount_amount: float
    discount_type: str
    maximum: int
    minimum: int
    tax_discount_amount: list[V3PricingProductBulkPricingTaxDiscountAmount]

class V3PricingProductPriceRange(TypedDict):
    maximum: V3PricingProductBulkPricingTaxDiscountAmount
    minimum: V3PricingProductBulkPricingTaxDiscountAmount

class V3PricingProductRetailPriceRange(TypedDict):
    maximum: V3PricingProductBulkPricingTaxDiscountAmount
    minimum: V3PricingProductBulkPricingTaxDiscountAmount

class V3PricingProduct(TypedDict):
    options: list[V3PricingProductOption]
    product_id: int
    variant_id: int
    reference_request: V3PricingProductReferenceRequest
    bulk_pricing: list[V3PricingProductBulkPricing]
    calculated_price: V3PricingProductBulkPricingTaxDiscountAmount
    minimum_advertised_price: V3PricingProductBulkPricingTaxDiscountAmount
    price: V3PricingProductBulkPricingTaxDiscountAmount
    price_range: V3PricingProductPriceRange
    retail_price: V3PricingProductBulkPricingTaxDiscountAmount
    retail_price_range: V3PricingProductRetailPriceRange
    sale_price: V3PricingProductBulkPricingTaxDiscountAmount
    saved: V3PricingProductBulkPricingTaxDiscountAmount

class V3PromotionsCodegenCode(TypedDict):
    code: str

class V3PromotionsCodegen(TypedDict):
    batch_size: int
    codes: list[V3PromotionsCodegenCode]
    created: str
    max_uses: int
    max_uses_per_customer: int

class V3StorefrontRedirectsImexExport(TypedDict):
    id: str

class V3StorefrontRedirectsImexImport(TypedDict):
    id: str

class V3TaxZonecheckPriceDisplaySettings(TypedDict):
    show_both_on_detail_view: bool
    show_both_on_list_view: bool
    show_inclusive: bool

class V3TaxZonecheckShopperTargetSettingsLocation(TypedDict):
    country_code: str
    postal_codes: list[str]
    subdivision_codes: list[str]

class V3TaxZonecheckShopperTargetSettings(TypedDict):
    customer_groups: list[int]
    locations: list[V3TaxZonecheckShopperTargetSettingsLocation]

class V3TaxZonecheck(TypedDict):
    enabled: bool
    id: int
    name: str
    price_display_settings: V3TaxZonecheckPriceDisplaySettings
    shopper_target_settings: V3TaxZonecheckShopperTargetSettings

class V3Theme2(TypedDict):
    job_id: str

class V3ThemesActionsDownload(TypedDict):
    job_id: str

class V3CatalogProductsModifierOptionValue2(TypedDict):
    adjusters: V3CatalogProductsModifierOptionValueAdjusters
    id: int
    is_default: bool
    label: str
    sort_order: int
    value_data: dict[str, Any]

class V3CatalogProductsModifier3(TypedDict):
    config: V3CatalogProductModifierConfig
    option_values: list[V3CatalogProductsModifierOptionValue2]
    required: bool
    sort_order: int
    type: str
    display_name: str
    id: int
    name: str
    product_id: int

class V3CatalogProductsOption3(TypedDict):
    config: V3CatalogProductModifierConfig
    display_name: str
    id: int | None
    image_url: str
    option_values: list[V3CatalogProductOptionOptionValue]
    product_id: int
    sort_order: int
    type: str
    name: str

class V3InventoryAdjustmentsAbsolute(TypedDict):
    transaction_id: str

class V3InventoryLocationsItem2(TypedDict):
    transaction_id: str

class V3PricelistsRecord3(TypedDict):
    calculated_price: float
    date_created: str
    date_modified: str
    product_id: int
    currency: str
    price_list_id: int
    variant_id: int
    bulk_pricing_tiers: list[V3PricelistsRecordBulkPricingTier2]
    map_price: float
    price: float
    retail_price: float
    sale_price: float

class DocumentedV2(V2):
    """Documented calls of v2."""

    @overload
    def get(self, path: Literal["/banners"], /, *, query: Query | None = None) -> builtins.list[V2Banner] | None: ...
    @overload
    def get(self, path: Literal["/banners/count"], /, *, query: Query | None = None) -> V2BannersCount | None: ...
    @overload
    def get(self, path: Literal["/banners/{id}"], /, *, query: Query | None = None, id: PathValue) -> V2Banner | None: ...
    @overload
    def get(self, path: Literal["/blog/posts"], /, *, query: Query | None = None) -> builtins.list[V2BlogPost] | None: ...
    @overload
    def get(self, path: Literal["/blog/posts/count"], /, *, query: Query | None = None) -> V2BlogPostsCount | None: ...
    @overload
    def get(self, path: Literal["/blog/posts/{id}"], /, *, query: Query | None = None, id: PathValue) -> V2BlogPost | None: ...
    @overload
    def get(self, path: Literal["/blog/tags"], /, *, query: Query | None = None) -> builtins.list[list[V2BlogTag]] | None: ...
    @overload
    def get(self, path: Literal["/countries"], /, *, query: Query | None = None) -> builtins.list[V2Country] | None: ...
    @overload
    def get(self, path: Literal["/countries/count"], /, *, query: Query | None = None) -> V2CountriesCount | None: ...
    @overload
    def get(self, path: Literal["/countries/states"], /, *, query: Query | None = None) -> builtins.list[V2CountriesState] | None: ...
    @overload
    def get(self, path: Literal["/countries/states/count"], /, *, query: Query | None = None) -> V2CountriesStatesCount | None: ...
    @overload
    def get(self, path: Literal["/countries/{country_id}/states"], /, *, query: Query | None = None, country_id: PathValue) -> builtins.list[V2CountriesState] | None: ...
    @overload
    def get(self, path: Literal["/countries/{country_id}/states/count"], /, *, query: Query | None = None, country_id: PathValue) -> V2CountriesStatesCount | None: ...
    @overload
    def get(self, path: Literal["/countries/{country_id}/states/{id}"], /, *, query: Query | None = None, country_id: PathValue, id: PathValue) -> V2CountriesState | None: ...
    @overload
    def get(self, path: Literal["/countries/{id}"], /, *, query: Query | None = None, id: PathValue) -> V2Country | None: ...
    @overload
    def get(self, path: Literal["/coupons"], /, *, query: Query | None = None) -> builtins.list[V2Coupon] | None: ...
    @overload
    def get(self, path: Literal["/coupons/count"], /, *, query: Query | None = None) -> V2CouponsCount | None: ...
    @overload
    def get(self, path: Literal["/currencies"], /, *, query: Query | None = None) -> builtins.list[V2Currency] | None: ...
    @overload
    def get(self, path: Literal["/currencies/{id}"], /, *, query: Query | None = None, id: PathValue) -> V2Currency | None: ...
    @overload
    def get(self, path: Literal["/customer_groups"], /, *, query: Query | None = None) -> builtins.list[V2CustomerGroup] | None: ...
    @overload
    def get(self, path: Literal["/customer_groups/count"], /, *, query: Query | None = None) -> V2CustomerGroupsCount | None: ...
    @overload
    def get(self, path: Literal["/customer_groups/{customer_group_id}"], /, *, query: Query | None = None, customer_group_id: PathValue) -> V2CustomerGroup | None: ...
    @overload
    def get(self, path: Literal["/customers"], /, *, query: Query | None = None) -> builtins.list[V2Customer] | None: ...
    @overload
    def get(self, path: Literal["/customers/count"], /, *, query: Query | None = None) -> V2CustomersCount | None: ...
    @overload
    def get(self, path: Literal["/customers/{customer_id}"], /, *, query: Query | None = None, customer_id: PathValue) -> V2Customer | None: ...
    @overload
    def get(self, path: Literal["/customers/{customer_id}/addresses"], /, *, query: Query | None = None, customer_id: PathValue) -> builtins.list[V2CustomersAddress] | None: ...
    @overload
    def get(self, path: Literal["/customers/{customer_id}/addresses/count"], /, *, query: Query | None = None, customer_id: PathValue) -> V2CustomersAddressesCount | None: ...
    @overload
    def get(self, path: Literal["/customers/{customer_id}/addresses/{customer_address_id}"], /, *, query: Query | None = None, customer_id: PathValue, customer_address_id: PathValue) -> V2CustomersAddress | None: ...
    @overload
    def get(self, path: Literal["/gift_certificates"], /, *, query: Query | None = None) -> builtins.list[V2GiftCertificate] | None: ...
    @overload
    def get(self, path: Literal["/gift_certificates/{id}"], /, *, query: Query | None = None, id: PathValue) -> V2GiftCertificate | None: ...
    @overload
    def get(self, path: Literal["/order_statuses"], /, *, query: Query | None = None) -> builtins.list[V2OrderStatuse] | None: ...
    @overload
    def get(self, path: Literal["/order_statuses/{status_id}"], /, *, query: Query | None = None, status_id: PathValue) -> V2OrderStatuse | None: ...
    @overload
    def get(self, path: Literal["/orders"], /, *, query: Query | None = None) -> builtins.list[V2Order] | None: ...
    @overload
    def get(self, path: Literal["/orders/count"], /, *, query: Query | None = None) -> V2OrdersCount | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}"], /, *, query: Query | None = None, order_id: PathValue) -> V2Order | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/consignments"], /, *, query: Query | None = None, order_id: PathValue) -> V2OrdersConsignment | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/consignments/shipping/{shipping_consignment_id}/shipping_quotes"], /, *, query: Query | None = None, order_id: PathValue, shipping_consignment_id: PathValue) -> V2OrdersConsignmentsShippingShippingQuote | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/coupons"], /, *, query: Query | None = None, order_id: PathValue) -> builtins.list[V2OrdersCoupon] | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/fees"], /, *, query: Query | None = None, order_id: PathValue) -> V2OrdersFee | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/messages"], /, *, query: Query | None = None, order_id: PathValue) -> builtins.list[V2OrdersMessage] | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/products"], /, *, query: Query | None = None, order_id: PathValue) -> builtins.list[V2OrdersProduct] | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/products/{product_id}"], /, *, query: Query | None = None, order_id: PathValue, product_id: PathValue) -> V2OrdersProduct | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/shipments"], /, *, query: Query | None = None, order_id: PathValue) -> builtins.list[V2OrdersShipment] | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/shipments/count"], /, *, query: Query | None = None, order_id: PathValue) -> V2OrdersShipmentsCount | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/shipments/{shipment_id}"], /, *, query: Query | None = None, order_id: PathValue, shipment_id: PathValue) -> V2OrdersShipment | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/shipping_addresses"], /, *, query: Query | None = None, order_id: PathValue) -> builtins.list[V2OrdersShippingAddress] | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/shipping_addresses/{id}"], /, *, query: Query | None = None, order_id: PathValue, id: PathValue) -> V2OrdersShippingAddress | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/shipping_addresses/{shipping_address_id}/shipping_quotes"], /, *, query: Query | None = None, order_id: PathValue, shipping_address_id: PathValue) -> V2OrdersConsignmentsShippingShippingQuote | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/taxes"], /, *, query: Query | None = None, order_id: PathValue) -> builtins.list[V2OrdersTax] | None: ...
    @overload
    def get(self, path: Literal["/pages"], /, *, query: Query | None = None) -> builtins.list[V2Page] | None: ...
    @overload
    def get(self, path: Literal["/pages/{id}"], /, *, query: Query | None = None, id: PathValue) -> V2Page | None: ...
    @overload
    def get(self, path: Literal["/payments/methods"], /, *, query: Query | None = None) -> builtins.list[V2PaymentsMethod] | None: ...
    @overload
    def get(self, path: Literal["/redirects"], /, *, query: Query | None = None) -> builtins.list[V2Redirect] | None: ...
    @overload
    def get(self, path: Literal["/redirects/count"], /, *, query: Query | None = None) -> V2RedirectsCount | None: ...
    @overload
    def get(self, path: Literal["/redirects/{id}"], /, *, query: Query | None = None, id: PathValue) -> V2Redirect | None: ...
    @overload
    def get(self, path: Literal["/shipping/zones"], /, *, query: Query | None = None) -> builtins.list[V2ShippingZone] | None: ...
    @overload
    def get(self, path: Literal["/shipping/zones/{id}"], /, *, query: Query | None = None, id: PathValue) -> V2ShippingZone | None: ...
    @overload
    def get(self, path: Literal["/shipping/zones/{zone_id}/methods"], /, *, query: Query | None = None, zone_id: PathValue) -> builtins.list[V2ShippingZonesMethod] | None: ...
    @overload
    def get(self, path: Literal["/shipping/zones/{zone_id}/methods/{method_id}"], /, *, query: Query | None = None, zone_id: PathValue, method_id: PathValue) -> V2ShippingZonesMethod2 | None: ...
    @overload
    def get(self, path: Literal["/store"], /, *, query: Query | None = None) -> V2Store | None: ...
    @overload
    def get(self, path: Literal["/tax_classes"], /, *, query: Query | None = None) -> builtins.list[V2TaxClass] | None: ...
    @overload
    def get(self, path: Literal["/tax_classes/{id}"], /, *, query: Query | None = None, id: PathValue) -> V2TaxClass | None: ...
    @overload
    def get(self, path: Literal["/time"], /, *, query: Query | None = None) -> V2Time | None: ...
    @overload
    def get(self, path: str, /, *, query: Query | None = None, **values: PathValue) -> Any | None: ...
    @overload
    def post(self, path: Literal["/banners"], /, *, json: Any = None, query: Query | None = None) -> V2Banner: ...
    @overload
    def post(self, path: Literal["/blog/posts"], /, *, json: Any = None, query: Query | None = None) -> V2BlogPost2: ...
    @overload
    def post(self, path: Literal["/coupons"], /, *, json: Any = None, query: Query | None = None) -> V2Coupon: ...
    @overload
    def post(self, path: Literal["/currencies"], /, *, json: Any = None, query: Query | None = None) -> V2Currency: ...
    @overload
    def post(self, path: Literal["/customer_groups"], /, *, json: Any = None, query: Query | None = None) -> V2CustomerGroup: ...
    @overload
    def post(self, path: Literal["/customers"], /, *, json: Any = None, query: Query | None = None) -> V2Customer: ...
    @overload
    def post(self, path: Literal["/customers/{customer_id}/addresses"], /, *, json: Any = None, query: Query | None = None, customer_id: PathValue) -> V2CustomersAddress: ...
    @overload
    def post(self, path: Literal["/customers/{customer_id}/validate"], /, *, json: Any = None, query: Query | None = None, customer_id: PathValue) -> V2CustomersValidate: ...
    @overload
    def post(self, path: Literal["/gift_certificates"], /, *, json: Any = None, query: Query | None = None) -> V2GiftCertificate: ...
    @overload
    def post(self, path: Literal["/orders"], /, *, json: Any = None, query: Query | None = None) -> V2Order: ...
    @overload
    def post(self, path: Literal["/orders/{order_id}/shipments"], /, *, json: Any = None, query: Query | None = None, order_id: PathValue) -> V2OrdersShipment: ...
    @overload
    def post(self, path: Literal["/pages"], /, *, json: Any = None, query: Query | None = None) -> V2Page: ...
    @overload
    def post(self, path: Literal["/redirects"], /, *, json: Any = None, query: Query | None = None) -> V2Redirect: ...
    @overload
    def post(self, path: Literal["/shipping/zones"], /, *, json: Any = None, query: Query | None = None) -> V2ShippingZone: ...
    @overload
    def post(self, path: Literal["/shipping/zones/{zone_id}/methods"], /, *, json: Any = None, query: Query | None = None, zone_id: PathValue) -> V2ShippingZonesMethod: ...
    @overload
    def post(self, path: str, /, *, json: Any = None, query: Query | None = None, **values: PathValue) -> Any: ...
    @overload
    def put(self, path: Literal["/banners/{id}"], /, *, json: Any = None, query: Query | None = None, id: PathValue) -> V2Banner: ...
    @overload
    def put(self, path: Literal["/blog/posts/{id}"], /, *, json: Any = None, query: Query | None = None, id: PathValue) -> V2BlogPost2: ...
    @overload
    def put(self, path: Literal["/coupons/{id}"], /, *, json: Any = None, query: Query | None = None, id: PathValue) -> V2Coupon: ...
    @overload
    def put(self, path: Literal["/currencies/{id}"], /, *, json: Any = None, query: Query | None = None, id: PathValue) -> V2Currency: ...
    @overload
    def put(self, path: Literal["/customer_groups/{customer_group_id}"], /, *, json: Any = None, query: Query | None = None, customer_group_id: PathValue) -> V2CustomerGroup: ...
    @overload
    def put(self, path: Literal["/customers/{customer_id}"], /, *, json: Any = None, query: Query | None = None, customer_id: PathValue) -> V2Customer2: ...
    @overload
    def put(self, path: Literal["/customers/{customer_id}/addresses/{customer_address_id}"], /, *, json: Any = None, query: Query | None = None, customer_id: PathValue, customer_address_id: PathValue) -> V2CustomersAddress: ...
    @overload
    def put(self, path: Literal["/gift_certificates/{id}"], /, *, json: Any = None, query: Query | None = None, id: PathValue) -> V2GiftCertificate: ...
    @overload
    def put(self, path: Literal["/orders/{order_id}"], /, *, json: Any = None, query: Query | None = None, order_id: PathValue) -> V2Order: ...
    @overload
    def put(self, path: Literal["/orders/{order_id}/shipments/{shipment_id}"], /, *, json: Any = None, query: Query | None = None, order_id: PathValue, shipment_id: PathValue) -> V2OrdersShipment: ...
    @overload
    def put(self, path: Literal["/orders/{order_id}/shipping_addresses/{id}"], /, *, json: Any = None, query: Query | None = None, order_id: PathValue, id: PathValue) -> V2OrdersShippingAddress: ...
    @overload
    def put(self, path: Literal["/pages/{id}"], /, *, json: Any = None, query: Query | None = None, id: PathValue) -> V2Page: ...
    @overload
    def put(self, path: Literal["/redirects/{id}"], /, *, json: Any = None, query: Query | None = None, id: PathValue) -> V2Redirect: ...
    @overload
    def put(self, path: Literal["/shipping/zones/{id}"], /, *, json: Any = None, query: Query | None = None, id: PathValue) -> V2ShippingZone: ...
    @overload
    def put(self, path: Literal["/shipping/zones/{zone_id}/methods/{method_id}"], /, *, json: Any = None, query: Query | None = None, zone_id: PathValue, method_id: PathValue) -> V2ShippingZonesMethod: ...
    @overload
    def put(self, path: str, /, *, json: Any = None, query: Query | None = None, **values: PathValue) -> Any: ...
    @overload
    def list(self, path: Literal["/banners"], /, *, query: Query | None = None) -> Iterator[V2Banner]: ...
    @overload
    def list(self, path: Literal["/blog/posts"], /, *, query: Query | None = None) -> Iterator[V2BlogPost]: ...
    @overload
    def list(self, path: Literal["/blog/tags"], /, *, query: Query | None = None) -> Iterator[list[V2BlogTag]]: ...
    @overload
    def list(self, path: Literal["/countries"], /, *, query: Query | None = None) -> Iterator[V2Country]: ...
    @overload
    def list(self, path: Literal["/countries/states"], /, *, query: Query | None = None) -> Iterator[V2CountriesState]: ...
    @overload
    def list(self, path: Literal["/countries/{country_id}/states"], /, *, query: Query | None = None, country_id: PathValue) -> Iterator[V2CountriesState]: ...
    @overload
    def list(self, path: Literal["/coupons"], /, *, query: Query | None = None) -> Iterator[V2Coupon]: ...
    @overload
    def list(self, path: Literal["/currencies"], /, *, query: Query | None = None) -> Iterator[V2Currency]: ...
    @overload
    def list(self, path: Literal["/customer_groups"], /, *, query: Query | None = None) -> Iterator[V2CustomerGroup]: ...
    @overload
    def list(self, path: Literal["/customers"], /, *, query: Query | None = None) -> Iterator[V2Customer]: ...
    @overload
    def list(self, path: Literal["/customers/{customer_id}/addresses"], /, *, query: Query | None = None, customer_id: PathValue) -> Iterator[V2CustomersAddress]: ...
    @overload
    def list(self, path: Literal["/gift_certificates"], /, *, query: Query | None = None) -> Iterator[V2GiftCertificate]: ...
    @overload
    def list(self, path: Literal["/order_statuses"], /, *, query: Query | None = None) -> Iterator[V2OrderStatuse]: ...
    @overload
    def list(self, path: Literal["/orders"], /, *, query: Query | None = None) -> Iterator[V2Order]: ...
    @overload
    def list(self, path: Literal["/orders/{order_id}/coupons"], /, *, query: Query | None = None, order_id: PathValue) -> Iterator[V2OrdersCoupon]: ...
    @overload
    def list(self, path: Literal["/orders/{order_id}/messages"], /, *, query: Query | None = None, order_id: PathValue) -> Iterator[V2OrdersMessage]: ...
    @overload
    def list(self, path: Literal["/orders/{order_id}/products"], /, *, query: Query | None = None, order_id: PathValue) -> Iterator[V2OrdersProduct]: ...
    @overload
    def list(self, path: Literal["/orders/{order_id}/shipments"], /, *, query: Query | None = None, order_id: PathValue) -> Iterator[V2OrdersShipment]: ...
    @overload
    def list(self, path: Literal["/orders/{order_id}/shipping_addresses"], /, *, query: Query | None = None, order_id: PathValue) -> Iterator[V2OrdersShippingAddress]: ...
    @overload
    def list(self, path: Literal["/orders/{order_id}/taxes"], /, *, query: Query | None = None, order_id: PathValue) -> Iterator[V2OrdersTax]: ...
    @overload
    def list(self, path: Literal["/pages"], /, *, query: Query | None = None) -> Iterator[V2Page]: ...
    @overload
    def list(self, path: Literal["/payments/methods"], /, *, query: Query | None = None) -> Iterator[V2PaymentsMethod]: ...
    @overload
    def list(self, path: Literal["/redirects"], /, *, query: Query | None = None) -> Iterator[V2Redirect]: ...
    @overload
    def list(self, path: Literal["/shipping/zones"], /, *, query: Query | None = None) -> Iterator[V2ShippingZone]: ...
    @overload
    def list(self, path: Literal["/shipping/zones/{zone_id}/methods"], /, *, query: Query | None = None, zone_id: PathValue) -> Iterator[V2ShippingZonesMethod]: ...
    @overload
    def list(self, path: Literal["/tax_classes"], /, *, query: Query | None = None) -> Iterator[V2TaxClass]: ...
    @overload
    def list(self, path: str, /, *, query: Query | None = None, **values: PathValue) -> Iterator[Any]: ...

class DocumentedV3(V3):
    """Documented calls of v3."""

    @overload
    def get(self, path: Literal["/abandoned-carts/settings"], /, *, query: Query | None = None) -> V3AbandonedCartsSetting | None: ...
    @overload
    def get(self, path: Literal["/abandoned-carts/settings/channels/{channel_id}"], /, *, query: Query | None = None, channel_id: PathValue) -> V3AbandonedCartsSettingsChannel | None: ...
    @overload
    def get(self, path: Literal["/abandoned-carts/{token}"], /, *, query: Query | None = None, token: PathValue) -> V3AbandonedCart | None: ...
    @overload
    def get(self, path: Literal["/carts/metafields"], /, *, query: Query | None = None) -> builtins.list[V3CartsMetafield] | None: ...
    @overload
    def get(self, path: Literal["/carts/settings"], /, *, query: Query | None = None) -> V3CartsSetting | None: ...
    @overload
    def get(self, path: Literal["/carts/settings/channels/{channel_id}"], /, *, query: Query | None = None, channel_id: PathValue) -> V3CartsSettingsChannel | None: ...
    @overload
    def get(self, path: Literal["/carts/{cartId}"], /, *, query: Query | None = None, cartId: PathValue) -> V3Cart | None: ...
    @overload
    def get(self, path: Literal["/carts/{cart_id}/metafields"], /, *, query: Query | None = None, cart_id: PathValue) -> V3CartsMetafield | None: ...
    @overload
    def get(self, path: Literal["/carts/{cart_id}/metafields/{metafield_id}"], /, *, query: Query | None = None, cart_id: PathValue, metafield_id: PathValue) -> V3CartsMetafield | None: ...
    @overload
    def get(self, path: Literal["/catalog/brands"], /, *, query: Query | None = None) -> builtins.list[V3CatalogBrand] | None: ...
    @overload
    def get(self, path: Literal["/catalog/brands/metafields"], /, *, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield] | None: ...
    @overload
    def get(self, path: Literal["/catalog/brands/{brand_id}"], /, *, query: Query | None = None, brand_id: PathValue) -> V3CatalogBrand | None: ...
    @overload
    def get(self, path: Literal["/catalog/brands/{brand_id}/metafields"], /, *, query: Query | None = None, brand_id: PathValue) -> builtins.list[V3CatalogBrandsMetafield2] | None: ...
    @overload
    def get(self, path: Literal["/catalog/brands/{brand_id}/metafields/{metafield_id}"], /, *, query: Query | None = None, brand_id: PathValue, metafield_id: PathValue) -> V3CatalogBrandsMetafield2 | None: ...
    @overload
    def get(self, path: Literal["/catalog/categories"], /, *, query: Query | None = None) -> builtins.list[V3CatalogCategory] | None: ...
    @overload
    def get(self, path: Literal["/catalog/categories/metafields"], /, *, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield] | None: ...
    @overload
    def get(self, path: Literal["/catalog/categories/{category_id}"], /, *, query: Query | None = None, category_id: PathValue) -> V3CatalogCategory2 | None: ...
    @overload
    def get(self, path: Literal["/catalog/categories/{category_id}/metafields"], /, *, query: Query | None = None, category_id: PathValue) -> builtins.list[V3CatalogCategoriesMetafield] | None: ...
    @overload
    def get(self, path: Literal["/catalog/categories/{category_id}/metafields/{metafield_id}"], /, *, query: Query | None = None, category_id: PathValue, metafield_id: PathValue) -> V3CatalogCategoriesMetafield | None: ...
    @overload
    def get(self, path: Literal["/catalog/categories/{category_id}/products/sort-order"], /, *, query: Query | None = None, category_id: PathValue) -> builtins.list[V3CatalogCategoriesProductsSortOrder] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products"], /, *, query: Query | None = None) -> builtins.list[V3CatalogProduct] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/category-assignments"], /, *, query: Query | None = None) -> builtins.list[V3CatalogProductsCategoryAssignment] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/channel-assignments"], /, *, query: Query | None = None) -> builtins.list[V3CatalogProductsChannelAssignment] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/metafields"], /, *, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}"], /, *, query: Query | None = None, product_id: PathValue) -> V3CatalogProduct | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/bulk-pricing-rules"], /, *, query: Query | None = None, product_id: PathValue) -> V3CatalogProductBulkPricingRule | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/bulk-pricing-rules/{bulk_pricing_rule_id}"], /, *, query: Query | None = None, product_id: PathValue, bulk_pricing_rule_id: PathValue) -> V3CatalogProductBulkPricingRule | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/complex-rules"], /, *, query: Query | None = None, product_id: PathValue) -> builtins.list[V3CatalogProductsComplexRule] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/complex-rules/{complex_rule_id}"], /, *, query: Query | None = None, product_id: PathValue, complex_rule_id: PathValue) -> V3CatalogProductsComplexRule2 | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/custom-fields"], /, *, query: Query | None = None, product_id: PathValue) -> builtins.list[V3CatalogProductsCustomField] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/custom-fields/{custom_field_id}"], /, *, query: Query | None = None, product_id: PathValue, custom_field_id: PathValue) -> V3CatalogProductsCustomField | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/images"], /, *, query: Query | None = None, product_id: PathValue) -> builtins.list[V3CatalogProductImage] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/images/{image_id}"], /, *, query: Query | None = None, product_id: PathValue, image_id: PathValue) -> V3CatalogProductImage | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/metafields"], /, *, query: Query | None = None, product_id: PathValue) -> builtins.list[V3CatalogBrandsMetafield2] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/metafields/{metafield_id}"], /, *, query: Query | None = None, product_id: PathValue, metafield_id: PathValue) -> V3CatalogBrandsMetafield2 | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/modifiers"], /, *, query: Query | None = None, product_id: PathValue) -> builtins.list[V3CatalogProductsModifier] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/modifiers/{modifier_id}"], /, *, query: Query | None = None, product_id: PathValue, modifier_id: PathValue) -> V3CatalogProductsModifier | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/modifiers/{modifier_id}/values"], /, *, query: Query | None = None, product_id: PathValue, modifier_id: PathValue) -> builtins.list[V3CatalogProductsModifiersValue] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/modifiers/{modifier_id}/values/{value_id}"], /, *, query: Query | None = None, product_id: PathValue, modifier_id: PathValue, value_id: PathValue) -> V3CatalogProductsModifiersValue | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/options"], /, *, query: Query | None = None, product_id: PathValue) -> builtins.list[V3CatalogProductsOption] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/options/{option_id}"], /, *, query: Query | None = None, product_id: PathValue, option_id: PathValue) -> V3CatalogProductsOption | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/options/{option_id}/values"], /, *, query: Query | None = None, product_id: PathValue, option_id: PathValue) -> builtins.list[V3CatalogProductOptionOptionValue] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/options/{option_id}/values/{value_id}"], /, *, query: Query | None = None, product_id: PathValue, option_id: PathValue, value_id: PathValue) -> V3CatalogProductOptionOptionValue | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/reviews"], /, *, query: Query | None = None, product_id: PathValue) -> builtins.list[V3CatalogProductsReview] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/reviews/{review_id}"], /, *, query: Query | None = None, product_id: PathValue, review_id: PathValue) -> V3CatalogProductsReview | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/variants"], /, *, query: Query | None = None, product_id: PathValue) -> builtins.list[V3CatalogProductsVariant] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/variants/{variant_id}"], /, *, query: Query | None = None, product_id: PathValue, variant_id: PathValue) -> V3CatalogProductsVariant | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/variants/{variant_id}/metafields"], /, *, query: Query | None = None, product_id: PathValue, variant_id: PathValue) -> builtins.list[V3CatalogCategoriesMetafield] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/variants/{variant_id}/metafields/{metafield_id}"], /, *, query: Query | None = None, product_id: PathValue, variant_id: PathValue, metafield_id: PathValue) -> V3CatalogCategoriesMetafield | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/videos"], /, *, query: Query | None = None, product_id: PathValue) -> builtins.list[V3CatalogProductVideo] | None: ...
    @overload
    def get(self, path: Literal["/catalog/products/{product_id}/videos/{id}"], /, *, query: Query | None = None, product_id: PathValue, id: PathValue) -> V3CatalogProductVideo | None: ...
    @overload
    def get(self, path: Literal["/catalog/summary"], /, *, query: Query | None = None) -> V3CatalogSummary | None: ...
    @overload
    def get(self, path: Literal["/catalog/trees"], /, *, query: Query | None = None) -> builtins.list[V3CatalogTree] | None: ...
    @overload
    def get(self, path: Literal["/catalog/trees/categories"], /, *, query: Query | None = None) -> builtins.list[V3CatalogTreesCategory2] | None: ...
    @overload
    def get(self, path: Literal["/catalog/trees/{tree_id}/categories"], /, *, query: Query | None = None, tree_id: PathValue) -> builtins.list[V3CatalogTreesCategory3] | None: ...
    @overload
    def get(self, path: Literal["/catalog/variants"], /, *, query: Query | None = None) -> builtins.list[V3CatalogVariant] | None: ...
    @overload
    def get(self, path: Literal["/catalog/variants/metafields"], /, *, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield] | None: ...
    @overload
    def get(self, path: Literal["/channels"], /, *, query: Query | None = None) -> builtins.list[V3Channel] | None: ...
    @overload
    def get(self, path: Literal["/channels/currency-assignments"], /, *, query: Query | None = None) -> builtins.list[V3ChannelsCurrencyAssignment] | None: ...
    @overload
    def get(self, path: Literal["/channels/metafields"], /, *, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield] | None: ...
    @overload
    def get(self, path: Literal["/channels/{channel_id}"], /, *, query: Query | None = None, channel_id: PathValue) -> V3Channel2 | None: ...
    @overload
    def get(self, path: Literal["/channels/{channel_id}/active-theme"], /, *, query: Query | None = None, channel_id: PathValue) -> V3ChannelsActiveTheme | None: ...
    @overload
    def get(self, path: Literal["/channels/{channel_id}/channel-menus"], /, *, query: Query | None = None, channel_id: PathValue) -> V3ChannelsChannelMenu | None: ...
    @overload
    def get(self, path: Literal["/channels/{channel_id}/currency-assignments"], /, *, query: Query | None = None, channel_id: PathValue) -> V3ChannelsCurrencyAssignment | None: ...
    @overload
    def get(self, path: Literal["/channels/{channel_id}/listings"], /, *, query: Query | None = None, channel_id: PathValue) -> builtins.list[V3ChannelsListing] | None: ...
    @overload
    def get(self, path: Literal["/channels/{channel_id}/listings/{listing_id}"], /, *, query: Query | None = None, channel_id: PathValue, listing_id: PathValue) -> V3ChannelsListing | None: ...
    @overload
    def get(self, path: Literal["/channels/{channel_id}/metafields"], /, *, query: Query | None = None, channel_id: PathValue) -> V3ChannelsMetafield | None: ...
    @overload
    def get(self, path: Literal["/channels/{channel_id}/metafields/{metafield_id}"], /, *, query: Query | None = None, channel_id: PathValue, metafield_id: PathValue) -> V3ChannelsMetafield | None: ...
    @overload
    def get(self, path: Literal["/channels/{channel_id}/site"], /, *, query: Query | None = None, channel_id: PathValue) -> V3ChannelsSite | None: ...
    @overload
    def get(self, path: Literal["/checkouts/settings"], /, *, query: Query | None = None) -> V3CheckoutsSetting | None: ...
    @overload
    def get(self, path: Literal["/checkouts/settings/channels/{channelId}"], /, *, query: Query | None = None, channelId: PathValue) -> V3CheckoutsSettingsChannel | None: ...
    @overload
    def get(self, path: Literal["/checkouts/{checkoutId}"], /, *, query: Query | None = None, checkoutId: PathValue) -> V3Checkout | None: ...
    @overload
    def get(self, path: Literal["/content/page-widgets"], /, *, query: Query | None = None) -> V3ContentPageWidget | None: ...
    @overload
    def get(self, path: Literal["/content/pages"], /, *, query: Query | None = None) -> builtins.list[Any] | None: ...
    @overload
    def get(self, path: Literal["/content/placements"], /, *, query: Query | None = None) -> builtins.list[V3ContentPlacement] | None: ...
    @overload
    def get(self, path: Literal["/content/placements/{uuid}"], /, *, query: Query | None = None, uuid: PathValue) -> V3ContentPlacement | None: ...
    @overload
    def get(self, path: Literal["/content/regions"], /, *, query: Query | None = None) -> builtins.list[V3ContentRegion] | None: ...
    @overload
    def get(self, path: Literal["/content/scripts"], /, *, query: Query | None = None) -> builtins.list[V3ContentScript] | None: ...
    @overload
    def get(self, path: Literal["/content/scripts/{uuid}"], /, *, query: Query | None = None, uuid: PathValue) -> V3ContentScript | None: ...
    @overload
    def get(self, path: Literal["/content/widget-templates"], /, *, query: Query | None = None) -> builtins.list[V3ContentPlacementWidgetWidgetTemplate] | None: ...
    @overload
    def get(self, path: Literal["/content/widget-templates/{uuid}"], /, *, query: Query | None = None, uuid: PathValue) -> V3ContentPlacementWidgetWidgetTemplate | None: ...
    @overload
    def get(self, path: Literal["/content/widgets"], /, *, query: Query | None = None) -> builtins.list[V3ContentPlacementWidget] | None: ...
    @overload
    def get(self, path: Literal["/content/widgets/{uuid}"], /, *, query: Query | None = None, uuid: PathValue) -> V3ContentPlacementWidget | None: ...
    @overload
    def get(self, path: Literal["/customers"], /, *, query: Query | None = None) -> builtins.list[V3Customer] | None: ...
    @overload
    def get(self, path: Literal["/customers/addresses"], /, *, query: Query | None = None) -> builtins.list[V3CustomersAddress] | None: ...
    @overload
    def get(self, path: Literal["/customers/attribute-values"], /, *, query: Query | None = None) -> builtins.list[V3CustomerAttribute] | None: ...
    @overload
    def get(self, path: Literal["/customers/attributes"], /, *, query: Query | None = None) -> builtins.list[V3CustomersAttribute] | None: ...
    @overload
    def get(self, path: Literal["/customers/form-field-values"], /, *, query: Query | None = None) -> builtins.list[Any] | None: ...
    @overload
    def get(self, path: Literal["/customers/metafields"], /, *, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield] | None: ...
    @overload
    def get(self, path: Literal["/customers/settings"], /, *, query: Query | None = None) -> V3CustomersSetting | None: ...
    @overload
    def get(self, path: Literal["/customers/settings/channels/{channel_id}"], /, *, query: Query | None = None, channel_id: PathValue) -> V3CustomersSettingsChannel | None: ...
    @overload
    def get(self, path: Literal["/customers/subscribers"], /, *, query: Query | None = None) -> builtins.list[V3CustomersSubscriber] | None: ...
    @overload
    def get(self, path: Literal["/customers/subscribers/{subscriber_id}"], /, *, query: Query | None = None, subscriber_id: PathValue) -> V3CustomersSubscriber | None: ...
    @overload
    def get(self, path: Literal["/customers/{customerId}/consent"], /, *, query: Query | None = None, customerId: PathValue) -> V3CustomersConsent | None: ...
    @overload
    def get(self, path: Literal["/customers/{customerId}/metafields"], /, *, query: Query | None = None, customerId: PathValue) -> builtins.list[V3CatalogCategoriesMetafield] | None: ...
    @overload
    def get(self, path: Literal["/customers/{customerId}/metafields/{metafieldId}"], /, *, query: Query | None = None, customerId: PathValue, metafieldId: PathValue) -> V3CatalogCategoriesMetafield | None: ...
    @overload
    def get(self, path: Literal["/customers/{customerId}/stored-instruments"], /, *, query: Query | None = None, customerId: PathValue) -> builtins.list[Any] | None: ...
    @overload
    def get(self, path: Literal["/hooks"], /, *, query: Query | None = None) -> builtins.list[V3Hook] | None: ...
    @overload
    def get(self, path: Literal["/hooks/admin"], /, *, query: Query | None = None) -> V3HooksAdmin | None: ...
    @overload
    def get(self, path: Literal["/hooks/{webhook_id}"], /, *, query: Query | None = None, webhook_id: PathValue) -> V3Hook | None: ...
    @overload
    def get(self, path: Literal["/infrastructure/deployments/{deployment_uuid}/events"], /, *, query: Query | None = None, deployment_uuid: PathValue) -> str | None: ...
    @overload
    def get(self, path: Literal["/infrastructure/logs/{project_uuid}/tail"], /, *, query: Query | None = None, project_uuid: PathValue) -> str | None: ...
    @overload
    def get(self, path: Literal["/infrastructure/projects"], /, *, query: Query | None = None) -> builtins.list[V3InfrastructureProject] | None: ...
    @overload
    def get(self, path: Literal["/inventory/items"], /, *, query: Query | None = None) -> builtins.list[V3InventoryItem] | None: ...
    @overload
    def get(self, path: Literal["/inventory/locations"], /, *, query: Query | None = None) -> builtins.list[V3InventoryLocation2] | None: ...
    @overload
    def get(self, path: Literal["/inventory/locations/metafields"], /, *, query: Query | None = None) -> builtins.list[V3InventoryLocationsMetafield] | None: ...
    @overload
    def get(self, path: Literal["/inventory/locations/{location_id}/items"], /, *, query: Query | None = None, location_id: PathValue) -> builtins.list[V3InventoryLocationsItem] | None: ...
    @overload
    def get(self, path: Literal["/inventory/locations/{location_id}/metafields"], /, *, query: Query | None = None, location_id: PathValue) -> builtins.list[V3InventoryLocationsMetafield] | None: ...
    @overload
    def get(self, path: Literal["/inventory/locations/{location_id}/metafields/{metafield_id}"], /, *, query: Query | None = None, location_id: PathValue, metafield_id: PathValue) -> V3InventoryLocationsMetafield | None: ...
    @overload
    def get(self, path: Literal["/marketing/email-templates"], /, *, query: Query | None = None) -> builtins.list[V3MarketingEmailTemplate] | None: ...
    @overload
    def get(self, path: Literal["/marketing/email-templates/{template-name}"], /, *, query: Query | None = None) -> V3MarketingEmailTemplate | None: ...
    @overload
    def get(self, path: Literal["/orders/metafields"], /, *, query: Query | None = None) -> builtins.list[V3OrdersMetafield] | None: ...
    @overload
    def get(self, path: Literal["/orders/payment_actions/refunds"], /, *, query: Query | None = None) -> builtins.list[V3OrdersPaymentActionsRefund] | None: ...
    @overload
    def get(self, path: Literal["/orders/payment_actions/refunds/{refund_id}"], /, *, query: Query | None = None, refund_id: PathValue) -> V3OrdersPaymentActionsRefund2 | None: ...
    @overload
    def get(self, path: Literal["/orders/pickups"], /, *, query: Query | None = None) -> builtins.list[V3OrdersPickup] | None: ...
    @overload
    def get(self, path: Literal["/orders/settings"], /, *, query: Query | None = None) -> V3OrdersSetting | None: ...
    @overload
    def get(self, path: Literal["/orders/settings/channels/{channel_id}"], /, *, query: Query | None = None, channel_id: PathValue) -> V3OrdersSettingsChannel | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/metafields"], /, *, query: Query | None = None, order_id: PathValue) -> builtins.list[V3OrdersMetafield] | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/metafields/{metafield_id}"], /, *, query: Query | None = None, order_id: PathValue, metafield_id: PathValue) -> V3OrdersMetafield | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/payment_actions/refunds"], /, *, query: Query | None = None, order_id: PathValue) -> builtins.list[V3OrdersPaymentActionsRefund] | None: ...
    @overload
    def get(self, path: Literal["/orders/{order_id}/transactions"], /, *, query: Query | None = None, order_id: PathValue) -> builtins.list[V3OrdersTransaction] | None: ...
    @overload
    def get(self, path: Literal["/payments/methods"], /, *, query: Query | None = None) -> builtins.list[V3PaymentsMethod] | None: ...
    @overload
    def get(self, path: Literal["/pickup/methods"], /, *, query: Query | None = None) -> builtins.list[V3PickupMethod] | None: ...
    @overload
    def get(self, path: Literal["/pricelists"], /, *, query: Query | None = None) -> builtins.list[V3Pricelist] | None: ...
    @overload
    def get(self, path: Literal["/pricelists/assignments"], /, *, query: Query | None = None) -> builtins.list[V3PricelistsAssignment] | None: ...
    @overload
    def get(self, path: Literal["/pricelists/{price_list_id}"], /, *, query: Query | None = None, price_list_id: PathValue) -> V3Pricelist2 | None: ...
    @overload
    def get(self, path: Literal["/pricelists/{price_list_id}/records"], /, *, query: Query | None = None, price_list_id: PathValue) -> builtins.list[V3PricelistsRecord] | None: ...
    @overload
    def get(self, path: Literal["/pricelists/{price_list_id}/records/{variant_id}"], /, *, query: Query | None = None, price_list_id: PathValue, variant_id: PathValue) -> builtins.list[V3PricelistsRecord2] | None: ...
    @overload
    def get(self, path: Literal["/pricelists/{price_list_id}/records/{variant_id}/{currency_code}"], /, *, query: Query | None = None, price_list_id: PathValue, variant_id: PathValue, currency_code: PathValue) -> V3PricelistsRecord2 | None: ...
    @overload
    def get(self, path: Literal["/promotions"], /, *, query: Query | None = None) -> builtins.list[Any] | None: ...
    @overload
    def get(self, path: Literal["/promotions/codes"], /, *, query: Query | None = None) -> builtins.list[V3PromotionsCode] | None: ...
    @overload
    def get(self, path: Literal["/promotions/settings"], /, *, query: Query | None = None) -> V3PromotionsSetting | None: ...
    @overload
    def get(self, path: Literal["/promotions/{promotion_id}/codes"], /, *, query: Query | None = None, promotion_id: PathValue) -> builtins.list[V3PromotionsCode] | None: ...
    @overload
    def get(self, path: Literal["/segments"], /, *, query: Query | None = None) -> builtins.list[V3Segment] | None: ...
    @overload
    def get(self, path: Literal["/segments/{segmentId}/shopper-profiles"], /, *, query: Query | None = None, segmentId: PathValue) -> builtins.list[V3SegmentsShopperProfile] | None: ...
    @overload
    def get(self, path: Literal["/settings/analytics"], /, *, query: Query | None = None) -> builtins.list[V3SettingsAnalytic] | None: ...
    @overload
    def get(self, path: Literal["/settings/analytics/{id}"], /, *, query: Query | None = None, id: PathValue) -> V3SettingsAnalytic | None: ...
    @overload
    def get(self, path: Literal["/settings/catalog"], /, *, query: Query | None = None) -> V3SettingsCatalog | None: ...
    @overload
    def get(self, path: Literal["/settings/email-statuses"], /, *, query: Query | None = None) -> V3SettingsEmailStatuse | None: ...
    @overload
    def get(self, path: Literal["/settings/inventory"], /, *, query: Query | None = None) -> V3SettingsInventory | None: ...
    @overload
    def get(self, path: Literal["/settings/inventory/notifications"], /, *, query: Query | None = None) -> V3SettingsInventoryNotification | None: ...
    @overload
    def get(self, path: Literal["/settings/logo"], /, *, query: Query | None = None) -> V3SettingsLogo | None: ...
    @overload
    def get(self, path: Literal["/settings/search/filters"], /, *, query: Query | None = None) -> builtins.list[Any] | None: ...
    @overload
    def get(self, path: Literal["/settings/search/filters/available"], /, *, query: Query | None = None) -> builtins.list[Any] | None: ...
    @overload
    def get(self, path: Literal["/settings/search/filters/contexts"], /, *, query: Query | None = None) -> builtins.list[V3SettingsSearchFiltersContext] | None: ...
    @overload
    def get(self, path: Literal["/settings/store/locale"], /, *, query: Query | None = None) -> V3SettingsStoreLocale | None: ...
    @overload
    def get(self, path: Literal["/settings/store/profile"], /, *, query: Query | None = None) -> V3SettingsStoreProfile | None: ...
    @overload
    def get(self, path: Literal["/settings/store/units-of-measurement"], /, *, query: Query | None = None) -> V3SettingsStoreUnitsOfMeasurement | None: ...
    @overload
    def get(self, path: Literal["/settings/storefront/category"], /, *, query: Query | None = None) -> V3SettingsStorefrontCategory | None: ...
    @overload
    def get(self, path: Literal["/settings/storefront/product"], /, *, query: Query | None = None) -> V3SettingsStorefrontProduct | None: ...
    @overload
    def get(self, path: Literal["/settings/storefront/robotstxt"], /, *, query: Query | None = None) -> V3SettingsStorefrontRobotstxt | None: ...
    @overload
    def get(self, path: Literal["/settings/storefront/search"], /, *, query: Query | None = None) -> V3SettingsStorefrontSearch | None: ...
    @overload
    def get(self, path: Literal["/settings/storefront/security"], /, *, query: Query | None = None) -> V3SettingsStorefrontSecurity | None: ...
    @overload
    def get(self, path: Literal["/settings/storefront/seo"], /, *, query: Query | None = None) -> V3SettingsStorefrontSeo | None: ...
    @overload
    def get(self, path: Literal["/settings/storefront/status"], /, *, query: Query | None = None) -> V3SettingsStorefrontStatu | None: ...
    @overload
    def get(self, path: Literal["/shipping/products/customs-information"], /, *, query: Query | None = None) -> builtins.list[V3ShippingProductsCustomsInformation] | None: ...
    @overload
    def get(self, path: Literal["/shipping/settings"], /, *, query: Query | None = None) -> V3ShippingSetting | None: ...
    @overload
    def get(self, path: Literal["/shipping/settings/channels/{channel_id}"], /, *, query: Query | None = None, channel_id: PathValue) -> V3ShippingSettingsChannel | None: ...
    @overload
    def get(self, path: Literal["/shopper-profiles"], /, *, query: Query | None = None) -> builtins.list[V3SegmentsShopperProfile] | None: ...
    @overload
    def get(self, path: Literal["/shopper-profiles/{shopperProfileId}/segments"], /, *, query: Query | None = None, shopperProfileId: PathValue) -> builtins.list[V3Segment] | None: ...
    @overload
    def get(self, path: Literal["/sites"], /, *, query: Query | None = None) -> builtins.list[V3ChannelsSite] | None: ...
    @overload
    def get(self, path: Literal["/sites/certificates"], /, *, query: Query | None = None) -> builtins.list[V3SitesCertificate | None] | None: ...
    @overload
    def get(self, path: Literal["/sites/{site_id}"], /, *, query: Query | None = None, site_id: PathValue) -> V3ChannelsSite | None: ...
    @overload
    def get(self, path: Literal["/sites/{site_id}/certificate"], /, *, query: Query | None = None, site_id: PathValue) -> V3SitesCertificate2 | None: ...
    @overload
    def get(self, path: Literal["/sites/{site_id}/routes"], /, *, query: Query | None = None, site_id: PathValue) -> builtins.list[V3SitesRoute] | None: ...
    @overload
    def get(self, path: Literal["/sites/{site_id}/routes/{route_id}"], /, *, query: Query | None = None, site_id: PathValue, route_id: PathValue) -> V3SitesRoute | None: ...
    @overload
    def get(self, path: Literal["/store/metafields"], /, *, query: Query | None = None) -> builtins.list[V3CartsMetafield] | None: ...
    @overload
    def get(self, path: Literal["/store/metafields/{metafieldId}"], /, *, query: Query | None = None, metafieldId: PathValue) -> V3CartsMetafield | None: ...
    @overload
    def get(self, path: Literal["/store/systemlogs"], /, *, query: Query | None = None) -> builtins.list[V3StoreSystemlog] | None: ...
    @overload
    def get(self, path: Literal["/storefront/custom-template-associations"], /, *, query: Query | None = None) -> builtins.list[V3StorefrontCustomTemplateAssociation] | None: ...
    @overload
    def get(self, path: Literal["/storefront/redirects"], /, *, query: Query | None = None) -> builtins.list[V3StorefrontRedirect] | None: ...
    @overload
    def get(self, path: Literal["/storefront/redirects/imex/export/{uuid}/download"], /, *, query: Query | None = None, uuid: PathValue) -> str | None: ...
    @overload
    def get(self, path: Literal["/storefront/redirects/imex/export/{uuid}/events"], /, *, query: Query | None = None, uuid: PathValue) -> str | None: ...
    @overload
    def get(self, path: Literal["/storefront/redirects/imex/import/{uuid}/events"], /, *, query: Query | None = None, uuid: PathValue) -> str | None: ...
    @overload
    def get(self, path: Literal["/storefront/redirects/imex/jobs"], /, *, query: Query | None = None) -> builtins.list[V3StorefrontRedirectsImexJob] | None: ...
    @overload
    def get(self, path: Literal["/tax/customers"], /, *, query: Query | None = None) -> builtins.list[V3TaxCustomer] | None: ...
    @overload
    def get(self, path: Literal["/tax/products/properties"], /, *, query: Query | None = None) -> builtins.list[V3TaxProductsProperty] | None: ...
    @overload
    def get(self, path: Literal["/tax/properties"], /, *, query: Query | None = None) -> builtins.list[V3TaxProperty] | None: ...
    @overload
    def get(self, path: Literal["/tax/providers/{provider_id}/connection"], /, *, query: Query | None = None, provider_id: PathValue) -> V3TaxProvidersConnection | None: ...
    @overload
    def get(self, path: Literal["/tax/rates"], /, *, query: Query | None = None) -> builtins.list[V3TaxRate] | None: ...
    @overload
    def get(self, path: Literal["/tax/settings"], /, *, query: Query | None = None) -> V3TaxSetting | None: ...
    @overload
    def get(self, path: Literal["/tax/zones"], /, *, query: Query | None = None) -> builtins.list[V3TaxZone] | None: ...
    @overload
    def get(self, path: Literal["/themes"], /, *, query: Query | None = None) -> builtins.list[V3Theme] | None: ...
    @overload
    def get(self, path: Literal["/themes/custom-templates/{version_uuid}"], /, *, query: Query | None = None, version_uuid: PathValue) -> V3ThemesCustomTemplate | None: ...
    @overload
    def get(self, path: Literal["/themes/jobs/{job_id}"], /, *, query: Query | None = None, job_id: PathValue) -> V3ThemesJob | None: ...
    @overload
    def get(self, path: Literal["/themes/{uuid}"], /, *, query: Query | None = None, uuid: PathValue) -> V3Theme | None: ...
    @overload
    def get(self, path: Literal["/themes/{uuid}/configurations"], /, *, query: Query | None = None, uuid: PathValue) -> builtins.list[V3ThemesConfiguration] | None: ...
    @overload
    def get(self, path: Literal["/wishlists"], /, *, query: Query | None = None) -> builtins.list[V3Wishlist] | None: ...
    @overload
    def get(self, path: Literal["/wishlists/{wishlist_id}"], /, *, query: Query | None = None, wishlist_id: PathValue) -> V3Wishlist | None: ...
    @overload
    def get(self, path: str, /, *, query: Query | None = None, **values: PathValue) -> Any | None: ...
    @overload
    def post(self, path: Literal["/carts"], /, *, json: Any = None, query: Query | None = None) -> V3Cart: ...
    @overload
    def post(self, path: Literal["/carts/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CartsMetafield]: ...
    @overload
    def post(self, path: Literal["/carts/{cartId}/items"], /, *, json: Any = None, query: Query | None = None, cartId: PathValue) -> V3CartsItem: ...
    @overload
    def post(self, path: Literal["/carts/{cartId}/redirect_urls"], /, *, json: Any = None, query: Query | None = None, cartId: PathValue) -> V3CartsRedirectUrl: ...
    @overload
    def post(self, path: Literal["/carts/{cart_id}/metafields"], /, *, json: Any = None, query: Query | None = None, cart_id: PathValue) -> V3CartsMetafield: ...
    @overload
    def post(self, path: Literal["/catalog/brands"], /, *, json: Any = None, query: Query | None = None) -> V3CatalogBrand: ...
    @overload
    def post(self, path: Literal["/catalog/brands/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def post(self, path: Literal["/catalog/brands/{brand_id}/image"], /, *, json: Any = None, query: Query | None = None, brand_id: PathValue) -> V3CatalogBrandsImage: ...
    @overload
    def post(self, path: Literal["/catalog/brands/{brand_id}/metafields"], /, *, json: Any = None, query: Query | None = None, brand_id: PathValue) -> V3CatalogBrandsMetafield2: ...
    @overload
    def post(self, path: Literal["/catalog/categories"], /, *, json: Any = None, query: Query | None = None) -> V3CatalogCategory2: ...
    @overload
    def post(self, path: Literal["/catalog/categories/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def post(self, path: Literal["/catalog/categories/{category_id}/image"], /, *, json: Any = None, query: Query | None = None, category_id: PathValue) -> V3CatalogCategoriesImage: ...
    @overload
    def post(self, path: Literal["/catalog/categories/{category_id}/metafields"], /, *, json: Any = None, query: Query | None = None, category_id: PathValue) -> V3CatalogCategoriesMetafield: ...
    @overload
    def post(self, path: Literal["/catalog/products"], /, *, json: Any = None, query: Query | None = None) -> V3CatalogProduct2: ...
    @overload
    def post(self, path: Literal["/catalog/products/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/bulk-pricing-rules"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue) -> V3CatalogProductBulkPricingRule: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/complex-rules"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue) -> V3CatalogProductsComplexRule: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/custom-fields"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue) -> V3CatalogProductsCustomField: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/metafields"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue) -> V3CatalogBrandsMetafield2: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/modifiers"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue) -> V3CatalogProductsModifier2: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/modifiers/{modifier_id}/values"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, modifier_id: PathValue) -> V3CatalogProductsModifiersValue2: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/modifiers/{modifier_id}/values/{value_id}/image"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, modifier_id: PathValue, value_id: PathValue) -> V3CatalogProductsModifiersValuesImage: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/options"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue) -> V3CatalogProductsOption2: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/options/{option_id}/values"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, option_id: PathValue) -> V3CatalogProductOptionOptionValue: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/reviews"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue) -> V3CatalogProductsReview: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/variants"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue) -> V3CatalogProductsVariant: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/variants/{variant_id}/image"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, variant_id: PathValue) -> V3CatalogProductsVariantsImage: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/variants/{variant_id}/metafields"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, variant_id: PathValue) -> V3CatalogCategoriesMetafield: ...
    @overload
    def post(self, path: Literal["/catalog/products/{product_id}/videos"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue) -> V3CatalogProductsVideo: ...
    @overload
    def post(self, path: Literal["/catalog/trees/categories"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogTreesCategory2]: ...
    @overload
    def post(self, path: Literal["/catalog/variants/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def post(self, path: Literal["/channels"], /, *, json: Any = None, query: Query | None = None) -> V3Channel: ...
    @overload
    def post(self, path: Literal["/channels/currency-assignments"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3ChannelsCurrencyAssignment]: ...
    @overload
    def post(self, path: Literal["/channels/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def post(self, path: Literal["/channels/{channel_id}/channel-menus"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3ChannelsChannelMenu: ...
    @overload
    def post(self, path: Literal["/channels/{channel_id}/currency-assignments"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3ChannelsCurrencyAssignment: ...
    @overload
    def post(self, path: Literal["/channels/{channel_id}/listings"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> builtins.list[V3ChannelsListing]: ...
    @overload
    def post(self, path: Literal["/channels/{channel_id}/metafields"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3ChannelsMetafield: ...
    @overload
    def post(self, path: Literal["/channels/{channel_id}/site"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3ChannelsSite: ...
    @overload
    def post(self, path: Literal["/checkouts/{checkoutId}/billing-address"], /, *, json: Any = None, query: Query | None = None, checkoutId: PathValue) -> V3CheckoutsBillingAddress: ...
    @overload
    def post(self, path: Literal["/checkouts/{checkoutId}/consignments"], /, *, json: Any = None, query: Query | None = None, checkoutId: PathValue) -> V3CheckoutsConsignment: ...
    @overload
    def post(self, path: Literal["/checkouts/{checkoutId}/coupons"], /, *, json: Any = None, query: Query | None = None, checkoutId: PathValue) -> V3CheckoutsCoupon: ...
    @overload
    def post(self, path: Literal["/checkouts/{checkoutId}/discounts"], /, *, json: Any = None, query: Query | None = None, checkoutId: PathValue) -> V3CheckoutsDiscount: ...
    @overload
    def post(self, path: Literal["/checkouts/{checkoutId}/fees"], /, *, json: Any = None, query: Query | None = None, checkoutId: PathValue) -> V3CheckoutsFee: ...
    @overload
    def post(self, path: Literal["/checkouts/{checkoutId}/orders"], /, *, json: Any = None, query: Query | None = None, checkoutId: PathValue) -> V3CheckoutsOrder: ...
    @overload
    def post(self, path: Literal["/checkouts/{checkoutId}/token"], /, *, json: Any = None, query: Query | None = None, checkoutId: PathValue) -> V3CheckoutsToken: ...
    @overload
    def post(self, path: Literal["/content/placements"], /, *, json: Any = None, query: Query | None = None) -> V3ContentPlacement: ...
    @overload
    def post(self, path: Literal["/content/scripts"], /, *, json: Any = None, query: Query | None = None) -> V3ContentScript: ...
    @overload
    def post(self, path: Literal["/content/widget-templates"], /, *, json: Any = None, query: Query | None = None) -> V3ContentPlacementWidgetWidgetTemplate: ...
    @overload
    def post(self, path: Literal["/content/widget-templates/{uuid}/preview"], /, *, json: Any = None, query: Query | None = None, uuid: PathValue) -> V3ContentWidgetTemplatesPreview: ...
    @overload
    def post(self, path: Literal["/content/widgets"], /, *, json: Any = None, query: Query | None = None) -> V3ContentPlacementWidget: ...
    @overload
    def post(self, path: Literal["/customers"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3Customer]: ...
    @overload
    def post(self, path: Literal["/customers/addresses"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CustomersAddress]: ...
    @overload
    def post(self, path: Literal["/customers/attributes"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CustomersAttribute]: ...
    @overload
    def post(self, path: Literal["/customers/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def post(self, path: Literal["/customers/subscribers"], /, *, json: Any = None, query: Query | None = None) -> V3CustomersSubscriber: ...
    @overload
    def post(self, path: Literal["/customers/validate-credentials"], /, *, json: Any = None, query: Query | None = None) -> V3CustomersValidateCredential: ...
    @overload
    def post(self, path: Literal["/customers/{customerId}/metafields"], /, *, json: Any = None, query: Query | None = None, customerId: PathValue) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def post(self, path: Literal["/hooks"], /, *, json: Any = None, query: Query | None = None) -> V3Hook2: ...
    @overload
    def post(self, path: Literal["/infrastructure/deployments"], /, *, json: Any = None, query: Query | None = None) -> V3InfrastructureDeployment: ...
    @overload
    def post(self, path: Literal["/infrastructure/deployments/uploads"], /, *, json: Any = None, query: Query | None = None) -> V3InfrastructureDeploymentsUpload: ...
    @overload
    def post(self, path: Literal["/infrastructure/projects"], /, *, json: Any = None, query: Query | None = None) -> V3InfrastructureProject: ...
    @overload
    def post(self, path: Literal["/inventory/adjustments/relative"], /, *, json: Any = None, query: Query | None = None) -> V3InventoryAdjustmentsRelative: ...
    @overload
    def post(self, path: Literal["/inventory/locations"], /, *, json: Any = None, query: Query | None = None) -> V3InventoryLocation: ...
    @overload
    def post(self, path: Literal["/inventory/locations/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3InventoryLocationsMetafield]: ...
    @overload
    def post(self, path: Literal["/inventory/locations/{location_id}/metafields"], /, *, json: Any = None, query: Query | None = None, location_id: PathValue) -> V3InventoryLocationsMetafield: ...
    @overload
    def post(self, path: Literal["/orders/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3OrdersMetafield]: ...
    @overload
    def post(self, path: Literal["/orders/pickups"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3OrdersPickup]: ...
    @overload
    def post(self, path: Literal["/orders/{order_id}/metafields"], /, *, json: Any = None, query: Query | None = None, order_id: PathValue) -> V3OrdersMetafield: ...
    @overload
    def post(self, path: Literal["/orders/{order_id}/payment_actions/capture"], /, *, json: Any = None, query: Query | None = None, order_id: PathValue) -> dict[str, Any]: ...
    @overload
    def post(self, path: Literal["/orders/{order_id}/payment_actions/refund_quotes"], /, *, json: Any = None, query: Query | None = None, order_id: PathValue) -> V3OrdersPaymentActionsRefundQuote: ...
    @overload
    def post(self, path: Literal["/orders/{order_id}/payment_actions/refunds"], /, *, json: Any = None, query: Query | None = None, order_id: PathValue) -> V3OrdersPaymentActionsRefund: ...
    @overload
    def post(self, path: Literal["/orders/{order_id}/payment_actions/void"], /, *, json: Any = None, query: Query | None = None, order_id: PathValue) -> dict[str, Any]: ...
    @overload
    def post(self, path: Literal["/payments/access_tokens"], /, *, json: Any = None, query: Query | None = None) -> V3PaymentsAccessToken: ...
    @overload
    def post(self, path: Literal["/pickup/methods"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3PickupMethod]: ...
    @overload
    def post(self, path: Literal["/pickup/options"], /, *, json: Any = None, query: Query | None = None) -> V3PickupOption: ...
    @overload
    def post(self, path: Literal["/pricelists"], /, *, json: Any = None, query: Query | None = None) -> V3Pricelist: ...
    @overload
    def post(self, path: Literal["/pricelists/records"], /, *, json: Any = None, query: Query | None = None) -> dict[str, Any]: ...
    @overload
    def post(self, path: Literal["/pricelists/{price_list_id}/records"], /, *, json: Any = None, query: Query | None = None, price_list_id: PathValue) -> dict[str, Any]: ...
    @overload
    def post(self, path: Literal["/pricing/products"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3PricingProduct]: ...
    @overload
    def post(self, path: Literal["/promotions/{promotion_id}/codegen"], /, *, json: Any = None, query: Query | None = None, promotion_id: PathValue) -> V3PromotionsCodegen: ...
    @overload
    def post(self, path: Literal["/promotions/{promotion_id}/codes"], /, *, json: Any = None, query: Query | None = None, promotion_id: PathValue) -> V3PromotionsCode: ...
    @overload
    def post(self, path: Literal["/segments"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3Segment]: ...
    @overload
    def post(self, path: Literal["/segments/{segmentId}/shopper-profiles"], /, *, json: Any = None, query: Query | None = None, segmentId: PathValue) -> builtins.list[V3SegmentsShopperProfile]: ...
    @overload
    def post(self, path: Literal["/shopper-profiles"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3SegmentsShopperProfile]: ...
    @overload
    def post(self, path: Literal["/sites"], /, *, json: Any = None, query: Query | None = None) -> V3ChannelsSite: ...
    @overload
    def post(self, path: Literal["/sites/{site_id}/routes"], /, *, json: Any = None, query: Query | None = None, site_id: PathValue) -> V3SitesRoute: ...
    @overload
    def post(self, path: Literal["/store/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CartsMetafield]: ...
    @overload
    def post(self, path: Literal["/storefront/redirects/imex/export"], /, *, json: Any = None, query: Query | None = None) -> V3StorefrontRedirectsImexExport: ...
    @overload
    def post(self, path: Literal["/storefront/redirects/imex/import"], /, *, json: Any = None, query: Query | None = None) -> V3StorefrontRedirectsImexImport: ...
    @overload
    def post(self, path: Literal["/tax/properties"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3TaxProperty]: ...
    @overload
    def post(self, path: Literal["/tax/rates"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3TaxRate]: ...
    @overload
    def post(self, path: Literal["/tax/zonecheck"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3TaxZonecheck]: ...
    @overload
    def post(self, path: Literal["/tax/zones"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3TaxZone]: ...
    @overload
    def post(self, path: Literal["/themes"], /, *, json: Any = None, query: Query | None = None) -> V3Theme2: ...
    @overload
    def post(self, path: Literal["/themes/{uuid}/actions/download"], /, *, json: Any = None, query: Query | None = None, uuid: PathValue) -> V3ThemesActionsDownload: ...
    @overload
    def post(self, path: Literal["/themes/{uuid}/configurations/validate"], /, *, json: Any = None, query: Query | None = None, uuid: PathValue) -> dict[str, Any]: ...
    @overload
    def post(self, path: Literal["/wishlists"], /, *, json: Any = None, query: Query | None = None) -> V3Wishlist: ...
    @overload
    def post(self, path: Literal["/wishlists/{wishlist_id}/items"], /, *, json: Any = None, query: Query | None = None, wishlist_id: PathValue) -> V3WishlistsItem: ...
    @overload
    def post(self, path: str, /, *, json: Any = None, query: Query | None = None, **values: PathValue) -> Any: ...
    @overload
    def put(self, path: Literal["/abandoned-carts/settings"], /, *, json: Any = None, query: Query | None = None) -> V3AbandonedCartsSetting: ...
    @overload
    def put(self, path: Literal["/abandoned-carts/settings/channels/{channel_id}"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3AbandonedCartsSettingsChannel: ...
    @overload
    def put(self, path: Literal["/carts/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CartsMetafield]: ...
    @overload
    def put(self, path: Literal["/carts/settings"], /, *, json: Any = None, query: Query | None = None) -> V3CartsSetting: ...
    @overload
    def put(self, path: Literal["/carts/settings/channels/{channel_id}"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3CartsSettingsChannel: ...
    @overload
    def put(self, path: Literal["/carts/{cartId}"], /, *, json: Any = None, query: Query | None = None, cartId: PathValue) -> V3Cart: ...
    @overload
    def put(self, path: Literal["/carts/{cartId}/items/{itemId}"], /, *, json: Any = None, query: Query | None = None, cartId: PathValue, itemId: PathValue) -> V3CartsItem: ...
    @overload
    def put(self, path: Literal["/carts/{cart_id}/metafields/{metafield_id}"], /, *, json: Any = None, query: Query | None = None, cart_id: PathValue, metafield_id: PathValue) -> V3CartsMetafield: ...
    @overload
    def put(self, path: Literal["/catalog/brands/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def put(self, path: Literal["/catalog/brands/{brand_id}"], /, *, json: Any = None, query: Query | None = None, brand_id: PathValue) -> V3CatalogBrand: ...
    @overload
    def put(self, path: Literal["/catalog/brands/{brand_id}/metafields/{metafield_id}"], /, *, json: Any = None, query: Query | None = None, brand_id: PathValue, metafield_id: PathValue) -> V3CatalogBrandsMetafield2: ...
    @overload
    def put(self, path: Literal["/catalog/categories/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def put(self, path: Literal["/catalog/categories/{category_id}"], /, *, json: Any = None, query: Query | None = None, category_id: PathValue) -> V3CatalogCategory2: ...
    @overload
    def put(self, path: Literal["/catalog/categories/{category_id}/metafields/{metafield_id}"], /, *, json: Any = None, query: Query | None = None, category_id: PathValue, metafield_id: PathValue) -> V3CatalogCategoriesMetafield: ...
    @overload
    def put(self, path: Literal["/catalog/categories/{category_id}/products/sort-order"], /, *, json: Any = None, query: Query | None = None, category_id: PathValue) -> builtins.list[V3CatalogCategoriesProductsSortOrder]: ...
    @overload
    def put(self, path: Literal["/catalog/products"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogProduct2]: ...
    @overload
    def put(self, path: Literal["/catalog/products/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue) -> V3CatalogProduct2: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}/bulk-pricing-rules/{bulk_pricing_rule_id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, bulk_pricing_rule_id: PathValue) -> V3CatalogProductBulkPricingRule: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}/complex-rules/{complex_rule_id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, complex_rule_id: PathValue) -> V3CatalogProductsComplexRule2: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}/custom-fields/{custom_field_id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, custom_field_id: PathValue) -> V3CatalogProductsCustomField: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}/metafields/{metafield_id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, metafield_id: PathValue) -> V3CatalogBrandsMetafield2: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}/modifiers/{modifier_id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, modifier_id: PathValue) -> V3CatalogProductsModifier3: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}/modifiers/{modifier_id}/values/{value_id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, modifier_id: PathValue, value_id: PathValue) -> V3CatalogProductsModifiersValue2: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}/options/{option_id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, option_id: PathValue) -> V3CatalogProductsOption3: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}/options/{option_id}/values/{value_id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, option_id: PathValue, value_id: PathValue) -> V3CatalogProductOptionOptionValue: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}/reviews/{review_id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, review_id: PathValue) -> V3CatalogProductsReview: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}/variants/{variant_id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, variant_id: PathValue) -> V3CatalogProductsVariant: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}/variants/{variant_id}/metafields/{metafield_id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, variant_id: PathValue, metafield_id: PathValue) -> V3CatalogCategoriesMetafield: ...
    @overload
    def put(self, path: Literal["/catalog/products/{product_id}/videos/{id}"], /, *, json: Any = None, query: Query | None = None, product_id: PathValue, id: PathValue) -> V3CatalogProductsVideo: ...
    @overload
    def put(self, path: Literal["/catalog/trees"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogTree]: ...
    @overload
    def put(self, path: Literal["/catalog/trees/categories"], /, *, json: Any = None, query: Query | None = None) -> V3CatalogTreesCategory: ...
    @overload
    def put(self, path: Literal["/catalog/variants"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogVariant]: ...
    @overload
    def put(self, path: Literal["/catalog/variants/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def put(self, path: Literal["/channels/currency-assignments"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3ChannelsCurrencyAssignment]: ...
    @overload
    def put(self, path: Literal["/channels/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def put(self, path: Literal["/channels/{channel_id}"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3Channel: ...
    @overload
    def put(self, path: Literal["/channels/{channel_id}/currency-assignments"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3ChannelsCurrencyAssignment: ...
    @overload
    def put(self, path: Literal["/channels/{channel_id}/listings"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> builtins.list[V3ChannelsListing]: ...
    @overload
    def put(self, path: Literal["/channels/{channel_id}/metafields/{metafield_id}"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue, metafield_id: PathValue) -> V3ChannelsMetafield: ...
    @overload
    def put(self, path: Literal["/channels/{channel_id}/site"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3ChannelsSite: ...
    @overload
    def put(self, path: Literal["/channels/{channel_id}/site/checkout-url"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3ChannelsSite: ...
    @overload
    def put(self, path: Literal["/checkouts/settings"], /, *, json: Any = None, query: Query | None = None) -> V3CheckoutsSetting: ...
    @overload
    def put(self, path: Literal["/checkouts/settings/channels/{channelId}"], /, *, json: Any = None, query: Query | None = None, channelId: PathValue) -> V3CheckoutsSettingsChannel: ...
    @overload
    def put(self, path: Literal["/checkouts/{checkoutId}"], /, *, json: Any = None, query: Query | None = None, checkoutId: PathValue) -> V3Checkout: ...
    @overload
    def put(self, path: Literal["/checkouts/{checkoutId}/billing-address/{addressId}"], /, *, json: Any = None, query: Query | None = None, checkoutId: PathValue, addressId: PathValue) -> V3CheckoutsBillingAddress: ...
    @overload
    def put(self, path: Literal["/checkouts/{checkoutId}/consignments/{consignmentId}"], /, *, json: Any = None, query: Query | None = None, checkoutId: PathValue, consignmentId: PathValue) -> V3CheckoutsConsignment: ...
    @overload
    def put(self, path: Literal["/checkouts/{checkoutId}/fees"], /, *, json: Any = None, query: Query | None = None, checkoutId: PathValue) -> V3CheckoutsFee: ...
    @overload
    def put(self, path: Literal["/content/pages"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[Any]: ...
    @overload
    def put(self, path: Literal["/content/placements/{uuid}"], /, *, json: Any = None, query: Query | None = None, uuid: PathValue) -> V3ContentPlacement: ...
    @overload
    def put(self, path: Literal["/content/scripts/{uuid}"], /, *, json: Any = None, query: Query | None = None, uuid: PathValue) -> V3ContentScript: ...
    @overload
    def put(self, path: Literal["/content/widget-templates/{uuid}"], /, *, json: Any = None, query: Query | None = None, uuid: PathValue) -> V3ContentPlacementWidgetWidgetTemplate: ...
    @overload
    def put(self, path: Literal["/content/widgets/{uuid}"], /, *, json: Any = None, query: Query | None = None, uuid: PathValue) -> V3ContentPlacementWidget: ...
    @overload
    def put(self, path: Literal["/customers"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3Customer]: ...
    @overload
    def put(self, path: Literal["/customers/addresses"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CustomersAddress]: ...
    @overload
    def put(self, path: Literal["/customers/attribute-values"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CustomerAttribute]: ...
    @overload
    def put(self, path: Literal["/customers/attributes"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CustomersAttribute]: ...
    @overload
    def put(self, path: Literal["/customers/form-field-values"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[Any]: ...
    @overload
    def put(self, path: Literal["/customers/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def put(self, path: Literal["/customers/settings"], /, *, json: Any = None, query: Query | None = None) -> V3CustomersSetting: ...
    @overload
    def put(self, path: Literal["/customers/settings/channels/{channel_id}"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3CustomersSettingsChannel: ...
    @overload
    def put(self, path: Literal["/customers/subscribers/{subscriber_id}"], /, *, json: Any = None, query: Query | None = None, subscriber_id: PathValue) -> V3CustomersSubscriber: ...
    @overload
    def put(self, path: Literal["/customers/{customerId}/consent"], /, *, json: Any = None, query: Query | None = None, customerId: PathValue) -> V3CustomersConsent: ...
    @overload
    def put(self, path: Literal["/customers/{customerId}/metafields/{metafieldId}"], /, *, json: Any = None, query: Query | None = None, customerId: PathValue, metafieldId: PathValue) -> builtins.list[V3CatalogBrandsMetafield]: ...
    @overload
    def put(self, path: Literal["/hooks/{webhook_id}"], /, *, json: Any = None, query: Query | None = None, webhook_id: PathValue) -> V3Hook: ...
    @overload
    def put(self, path: Literal["/inventory/adjustments/absolute"], /, *, json: Any = None, query: Query | None = None) -> V3InventoryAdjustmentsAbsolute: ...
    @overload
    def put(self, path: Literal["/inventory/locations"], /, *, json: Any = None, query: Query | None = None) -> V3InventoryLocation: ...
    @overload
    def put(self, path: Literal["/inventory/locations/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3InventoryLocationsMetafield]: ...
    @overload
    def put(self, path: Literal["/inventory/locations/{location_id}/items"], /, *, json: Any = None, query: Query | None = None, location_id: PathValue) -> V3InventoryLocationsItem2: ...
    @overload
    def put(self, path: Literal["/inventory/locations/{location_id}/metafields/{metafield_id}"], /, *, json: Any = None, query: Query | None = None, location_id: PathValue, metafield_id: PathValue) -> V3InventoryLocationsMetafield: ...
    @overload
    def put(self, path: Literal["/marketing/email-templates/{template-name}"], /, *, json: Any = None, query: Query | None = None) -> V3MarketingEmailTemplate: ...
    @overload
    def put(self, path: Literal["/orders/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3OrdersMetafield]: ...
    @overload
    def put(self, path: Literal["/orders/pickups"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3OrdersPickup]: ...
    @overload
    def put(self, path: Literal["/orders/settings"], /, *, json: Any = None, query: Query | None = None) -> V3OrdersSetting: ...
    @overload
    def put(self, path: Literal["/orders/settings/channels/{channel_id}"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3OrdersSettingsChannel: ...
    @overload
    def put(self, path: Literal["/orders/{order_id}/metafields/{metafield_id}"], /, *, json: Any = None, query: Query | None = None, order_id: PathValue, metafield_id: PathValue) -> V3OrdersMetafield: ...
    @overload
    def put(self, path: Literal["/pickup/methods"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3PickupMethod]: ...
    @overload
    def put(self, path: Literal["/pricelists/records"], /, *, json: Any = None, query: Query | None = None) -> dict[str, Any]: ...
    @overload
    def put(self, path: Literal["/pricelists/{price_list_id}"], /, *, json: Any = None, query: Query | None = None, price_list_id: PathValue) -> V3Pricelist: ...
    @overload
    def put(self, path: Literal["/pricelists/{price_list_id}/assignments"], /, *, json: Any = None, query: Query | None = None, price_list_id: PathValue) -> V3PricelistsAssignment: ...
    @overload
    def put(self, path: Literal["/pricelists/{price_list_id}/records"], /, *, json: Any = None, query: Query | None = None, price_list_id: PathValue) -> dict[str, Any]: ...
    @overload
    def put(self, path: Literal["/pricelists/{price_list_id}/records/{variant_id}/{currency_code}"], /, *, json: Any = None, query: Query | None = None, price_list_id: PathValue, variant_id: PathValue, currency_code: PathValue) -> V3PricelistsRecord3: ...
    @overload
    def put(self, path: Literal["/promotions/settings"], /, *, json: Any = None, query: Query | None = None) -> V3PromotionsSetting: ...
    @overload
    def put(self, path: Literal["/segments"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3Segment]: ...
    @overload
    def put(self, path: Literal["/settings/analytics/{id}"], /, *, json: Any = None, query: Query | None = None, id: PathValue) -> V3SettingsAnalytic: ...
    @overload
    def put(self, path: Literal["/settings/catalog"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsCatalog: ...
    @overload
    def put(self, path: Literal["/settings/email-statuses"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsEmailStatuse: ...
    @overload
    def put(self, path: Literal["/settings/inventory"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsInventory: ...
    @overload
    def put(self, path: Literal["/settings/logo"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsLogo: ...
    @overload
    def put(self, path: Literal["/settings/search/filters"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[Any]: ...
    @overload
    def put(self, path: Literal["/settings/search/filters/contexts"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3SettingsSearchFiltersContext]: ...
    @overload
    def put(self, path: Literal["/settings/store/locale"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsStoreLocale: ...
    @overload
    def put(self, path: Literal["/settings/store/profile"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsStoreProfile: ...
    @overload
    def put(self, path: Literal["/settings/store/units-of-measurement"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsStoreUnitsOfMeasurement: ...
    @overload
    def put(self, path: Literal["/settings/storefront/category"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsStorefrontCategory: ...
    @overload
    def put(self, path: Literal["/settings/storefront/product"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsStorefrontProduct: ...
    @overload
    def put(self, path: Literal["/settings/storefront/robotstxt"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsStorefrontRobotstxt: ...
    @overload
    def put(self, path: Literal["/settings/storefront/search"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsStorefrontSearch: ...
    @overload
    def put(self, path: Literal["/settings/storefront/security"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsStorefrontSecurity: ...
    @overload
    def put(self, path: Literal["/settings/storefront/seo"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsStorefrontSeo: ...
    @overload
    def put(self, path: Literal["/settings/storefront/status"], /, *, json: Any = None, query: Query | None = None) -> V3SettingsStorefrontStatu: ...
    @overload
    def put(self, path: Literal["/shipping/products/customs-information"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3ShippingProductsCustomsInformation]: ...
    @overload
    def put(self, path: Literal["/shipping/settings"], /, *, json: Any = None, query: Query | None = None) -> V3ShippingSetting: ...
    @overload
    def put(self, path: Literal["/shipping/settings/channels/{channel_id}"], /, *, json: Any = None, query: Query | None = None, channel_id: PathValue) -> V3ShippingSettingsChannel: ...
    @overload
    def put(self, path: Literal["/sites/{site_id}"], /, *, json: Any = None, query: Query | None = None, site_id: PathValue) -> V3ChannelsSite: ...
    @overload
    def put(self, path: Literal["/sites/{site_id}/certificate"], /, *, json: Any = None, query: Query | None = None, site_id: PathValue) -> dict[str, Any]: ...
    @overload
    def put(self, path: Literal["/sites/{site_id}/routes"], /, *, json: Any = None, query: Query | None = None, site_id: PathValue) -> builtins.list[V3SitesRoute]: ...
    @overload
    def put(self, path: Literal["/sites/{site_id}/routes/{route_id}"], /, *, json: Any = None, query: Query | None = None, site_id: PathValue, route_id: PathValue) -> V3SitesRoute: ...
    @overload
    def put(self, path: Literal["/store/metafields"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3CartsMetafield]: ...
    @overload
    def put(self, path: Literal["/store/metafields/{metafieldId}"], /, *, json: Any = None, query: Query | None = None, metafieldId: PathValue) -> V3CartsMetafield: ...
    @overload
    def put(self, path: Literal["/storefront/custom-template-associations"], /, *, json: Any = None, query: Query | None = None) -> dict[str, Any]: ...
    @overload
    def put(self, path: Literal["/storefront/redirects"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3StorefrontRedirect]: ...
    @overload
    def put(self, path: Literal["/tax/customers"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3TaxCustomer]: ...
    @overload
    def put(self, path: Literal["/tax/products/properties"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3TaxProductsProperty]: ...
    @overload
    def put(self, path: Literal["/tax/properties"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3TaxProperty]: ...
    @overload
    def put(self, path: Literal["/tax/providers/{provider_id}/connection"], /, *, json: Any = None, query: Query | None = None, provider_id: PathValue) -> V3TaxProvidersConnection: ...
    @overload
    def put(self, path: Literal["/tax/rates"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3TaxRate]: ...
    @overload
    def put(self, path: Literal["/tax/settings"], /, *, json: Any = None, query: Query | None = None) -> V3TaxSetting: ...
    @overload
    def put(self, path: Literal["/tax/zones"], /, *, json: Any = None, query: Query | None = None) -> builtins.list[V3TaxZone]: ...
    @overload
    def put(self, path: Literal["/wishlists/{wishlist_id}"], /, *, json: Any = None, query: Query | None = None, wishlist_id: PathValue) -> V3Wishlist: ...
    @overload
    def put(self, path: str, /, *, json: Any = None, query: Query | None = None, **values: PathValue) -> Any: ...
    @overload
    def list(self, path: Literal["/carts/metafields"], /, *, query: Query | None = None) -> Iterator[V3CartsMetafield]: ...
    @overload
    def list(self, path: Literal["/catalog/brands"], /, *, query: Query | None = None) -> Iterator[V3CatalogBrand]: ...
    @overload
    def list(self, path: Literal["/catalog/brands/metafields"], /, *, query: Query | None = None) -> Iterator[V3CatalogBrandsMetafield]: ...
    @overload
    def list(self, path: Literal["/catalog/brands/{brand_id}/metafields"], /, *, query: Query | None = None, brand_id: PathValue) -> Iterator[V3CatalogBrandsMetafield2]: ...
    @overload
    def list(self, path: Literal["/catalog/categories"], /, *, query: Query | None = None) -> Iterator[V3CatalogCategory]: ...
    @overload
    def list(self, path: Literal["/catalog/categories/metafields"], /, *, query: Query | None = None) -> Iterator[V3CatalogBrandsMetafield]: ...
    @overload
    def list(self, path: Literal["/catalog/categories/{category_id}/metafields"], /, *, query: Query | None = None, category_id: PathValue) -> Iterator[V3CatalogCategoriesMetafield]: ...
    @overload
    def list(self, path: Literal["/catalog/categories/{category_id}/products/sort-order"], /, *, query: Query | None = None, category_id: PathValue) -> Iterator[V3CatalogCategoriesProductsSortOrder]: ...
    @overload
    def list(self, path: Literal["/catalog/products"], /, *, query: Query | None = None) -> Iterator[V3CatalogProduct]: ...
    @overload
    def list(self, path: Literal["/catalog/products/category-assignments"], /, *, query: Query | None = None) -> Iterator[V3CatalogProductsCategoryAssignment]: ...
    @overload
    def list(self, path: Literal["/catalog/products/channel-assignments"], /, *, query: Query | None = None) -> Iterator[V3CatalogProductsChannelAssignment]: ...
    @overload
    def list(self, path: Literal["/catalog/products/metafields"], /, *, query: Query | None = None) -> Iterator[V3CatalogBrandsMetafield]: ...
    @overload
    def list(self, path: Literal["/catalog/products/{product_id}/complex-rules"], /, *, query: Query | None = None, product_id: PathValue) -> Iterator[V3CatalogProductsComplexRule]: ...
    @overload
    def list(self, path: Literal["/catalog/products/{product_id}/custom-fields"], /, *, query: Query | None = None, product_id: PathValue) -> Iterator[V3CatalogProductsCustomField]: ...
    @overload
    def list(self, path: Literal["/catalog/products/{product_id}/images"], /, *, query: Query | None = None, product_id: PathValue) -> Iterator[V3CatalogProductImage]: ...
    @overload
    def list(self, path: Literal["/catalog/products/{product_id}/metafields"], /, *, query: Query | None = None, product_id: PathValue) -> Iterator[V3CatalogBrandsMetafield2]: ...
    @overload
    def list(self, path: Literal["/catalog/products/{product_id}/modifiers"], /, *, query: Query | None = None, product_id: PathValue) -> Iterator[V3CatalogProductsModifier]: ...
    @overload
    def list(self, path: Literal["/catalog/products/{product_id}/modifiers/{modifier_id}/values"], /, *, query: Query | None = None, product_id: PathValue, modifier_id: PathValue) -> Iterator[V3CatalogProductsModifiersValue]: ...
    @overload
    def list(self, path: Literal["/catalog/products/{product_id}/options"], /, *, query: Query | None = None, product_id: PathValue) -> Iterator[V3CatalogProductsOption]: ...
    @overload
    def list(self, path: Literal["/catalog/products/{product_id}/options/{option_id}/values"], /, *, query: Query | None = None, product_id: PathValue, option_id: PathValue) -> Iterator[V3CatalogProductOptionOptionValue]: ...
    @overload
    def list(self, path: Literal["/catalog/products/{product_id}/reviews"], /, *, query: Query | None = None, product_id: PathValue) -> Iterator[V3CatalogProductsReview]: ...
    @overload
    def list(self, path: Literal["/catalog/products/{product_id}/variants"], /, *, query: Query | None = None, product_id: PathValue) -> Iterator[V3CatalogProductsVariant]: ...
    @overload
    def list(self, path: Literal["/catalog/products/{product_id}/variants/{variant_id}/metafields"], /, *, query: Query | None = None, product_id: PathValue, variant_id: PathValue) -> Iterator[V3CatalogCategoriesMetafield]: ...
    @overload
    def list(self, path: Literal["/catalog/products/{product_id}/videos"], /, *, query: Query | None = None, product_id: PathValue) -> Iterator[V3CatalogProductVideo]: ...
    @overload
    def list(self, path: Literal["/catalog/trees"], /, *, query: Query | None = None) -> Iterator[V3CatalogTree]: ...
    @overload
    def list(self, path: Literal["/catalog/trees/categories"], /, *, query: Query | None = None) -> Iterator[V3CatalogTreesCategory2]: ...
    @overload
    def list(self, path: Literal["/catalog/trees/{tree_id}/categories"], /, *, query: Query | None = None, tree_id: PathValue) -> Iterator[V3CatalogTreesCategory3]: ...
    @overload
    def list(self, path: Literal["/catalog/variants"], /, *, query: Query | None = None) -> Iterator[V3CatalogVariant]: ...
    @overload
    def list(self, path: Literal["/catalog/variants/metafields"], /, *, query: Query | None = None) -> Iterator[V3CatalogBrandsMetafield]: ...
    @overload
    def list(self, path: Literal["/channels"], /, *, query: Query | None = None) -> Iterator[V3Channel]: ...
    @overload
    def list(self, path: Literal["/channels/currency-assignments"], /, *, query: Query | None = None) -> Iterator[V3ChannelsCurrencyAssignment]: ...
    @overload
    def list(self, path: Literal["/channels/metafields"], /, *, query: Query | None = None) -> Iterator[V3CatalogBrandsMetafield]: ...
    @overload
    def list(self, path: Literal["/channels/{channel_id}/listings"], /, *, query: Query | None = None, channel_id: PathValue) -> Iterator[V3ChannelsListing]: ...
    @overload
    def list(self, path: Literal["/content/pages"], /, *, query: Query | None = None) -> Iterator[Any]: ...
    @overload
    def list(self, path: Literal["/content/placements"], /, *, query: Query | None = None) -> Iterator[V3ContentPlacement]: ...
    @overload
    def list(self, path: Literal["/content/regions"], /, *, query: Query | None = None) -> Iterator[V3ContentRegion]: ...
    @overload
    def list(self, path: Literal["/content/scripts"], /, *, query: Query | None = None) -> Iterator[V3ContentScript]: ...
    @overload
    def list(self, path: Literal["/content/widget-templates"], /, *, query: Query | None = None) -> Iterator[V3ContentPlacementWidgetWidgetTemplate]: ...
    @overload
    def list(self, path: Literal["/content/widgets"], /, *, query: Query | None = None) -> Iterator[V3ContentPlacementWidget]: ...
    @overload
    def list(self, path: Literal["/customers"], /, *, query: Query | None = None) -> Iterator[V3Customer]: ...
    @overload
    def list(self, path: Literal["/customers/addresses"], /, *, query: Query | None = None) -> Iterator[V3CustomersAddress]: ...
    @overload
    def list(self, path: Literal["/customers/attribute-values"], /, *, query: Query | None = None) -> Iterator[V3CustomerAttribute]: ...
    @overload
    def list(self, path: Literal["/customers/attributes"], /, *, query: Query | None = None) -> Iterator[V3CustomersAttribute]: ...
    @overload
    def list(self, path: Literal["/customers/form-field-values"], /, *, query: Query | None = None) -> Iterator[Any]: ...
    @overload
    def list(self, path: Literal["/customers/metafields"], /, *, query: Query | None = None) -> Iterator[V3CatalogBrandsMetafield]: ...
    @overload
    def list(self, path: Literal["/customers/subscribers"], /, *, query: Query | None = None) -> Iterator[V3CustomersSubscriber]: ...
    @overload
    def list(self, path: Literal["/customers/{customerId}/metafields"], /, *, query: Query | None = None, customerId: PathValue) -> Iterator[V3CatalogCategoriesMetafield]: ...
    @overload
    def list(self, path: Literal["/customers/{customerId}/stored-instruments"], /, *, query: Query | None = None, customerId: PathValue) -> Iterator[Any]: ...
    @overload
    def list(self, path: Literal["/hooks"], /, *, query: Query | None = None) -> Iterator[V3Hook]: ...
    @overload
    def list(self, path: Literal["/infrastructure/projects"], /, *, query: Query | None = None) -> Iterator[V3InfrastructureProject]: ...
    @overload
    def list(self, path: Literal["/inventory/items"], /, *, query: Query | None = None) -> Iterator[V3InventoryItem]: ...
    @overload
    def list(self, path: Literal["/inventory/locations"], /, *, query: Query | None = None) -> Iterator[V3InventoryLocation2]: ...
    @overload
    def list(self, path: Literal["/inventory/locations/metafields"], /, *, query: Query | None = None) -> Iterator[V3InventoryLocationsMetafield]: ...
    @overload
    def list(self, path: Literal["/inventory/locations/{location_id}/items"], /, *, query: Query | None = None, location_id: PathValue) -> Iterator[V3InventoryLocationsItem]: ...
    @overload
    def list(self, path: Literal["/inventory/locations/{location_id}/metafields"], /, *, query: Query | None = None, location_id: PathValue) -> Iterator[V3InventoryLocationsMetafield]: ...
    @overload
    def list(self, path: Literal["/marketing/email-templates"], /, *, query: Query | None = None) -> Iterator[V3MarketingEmailTemplate]: ...
    @overload
    def list(self, path: Literal["/orders/metafields"], /, *, query: Query | None = None) -> Iterator[V3OrdersMetafield]: ...
    @overload
    def list(self, path: Literal["/orders/payment_actions/refunds"], /, *, query: Query | None = None) -> Iterator[V3OrdersPaymentActionsRefund]: ...
    @overload
    def list(self, path: Literal["/orders/pickups"], /, *, query: Query | None = None) -> Iterator[V3OrdersPickup]: ...
    @overload
    def list(self, path: Literal["/orders/{order_id}/metafields"], /, *, query: Query | None = None, order_id: PathValue) -> Iterator[V3OrdersMetafield]: ...
    @overload
    def list(self, path: Literal["/orders/{order_id}/payment_actions/refunds"], /, *, query: Query | None = None, order_id: PathValue) -> Iterator[V3OrdersPaymentActionsRefund]: ...
    @overload
    def list(self, path: Literal["/orders/{order_id}/transactions"], /, *, query: Query | None = None, order_id: PathValue) -> Iterator[V3OrdersTransaction]: ...
    @overload
    def list(self, path: Literal["/payments/methods"], /, *, query: Query | None = None) -> Iterator[V3PaymentsMethod]: ...
    @overload
    def list(self, path: Literal["/pickup/methods"], /, *, query: Query | None = None) -> Iterator[V3PickupMethod]: ...
    @overload
    def list(self, path: Literal["/pricelists"], /, *, query: Query | None = None) -> Iterator[V3Pricelist]: ...
    @overload
    def list(self, path: Literal["/pricelists/assignments"], /, *, query: Query | None = None) -> Iterator[V3PricelistsAssignment]: ...
    @overload
    def list(self, path: Literal["/pricelists/{price_list_id}/records"], /, *, query: Query | None = None, price_list_id: PathValue) -> Iterator[V3PricelistsRecord]: ...
    @overload
    def list(self, path: Literal["/promotions"], /, *, query: Query | None = None) -> Iterator[Any]: ...
    @overload
    def list(self, path: Literal["/promotions/codes"], /, *, query: Query | None = None) -> Iterator[V3PromotionsCode]: ...
    @overload
    def list(self, path: Literal["/promotions/{promotion_id}/codes"], /, *, query: Query | None = None, promotion_id: PathValue) -> Iterator[V3PromotionsCode]: ...
    @overload
    def list(self, path: Literal["/segments"], /, *, query: Query | None = None) -> Iterator[V3Segment]: ...
    @overload
    def list(self, path: Literal["/segments/{segmentId}/shopper-profiles"], /, *, query: Query | None = None, segmentId: PathValue) -> Iterator[V3SegmentsShopperProfile]: ...
    @overload
    def list(self, path: Literal["/settings/analytics"], /, *, query: Query | None = None) -> Iterator[V3SettingsAnalytic]: ...
    @overload
    def list(self, path: Literal["/settings/search/filters"], /, *, query: Query | None = None) -> Iterator[Any]: ...
    @overload
    def list(self, path: Literal["/settings/search/filters/available"], /, *, query: Query | None = None) -> Iterator[Any]: ...
    @overload
    def list(self, path: Literal["/settings/search/filters/contexts"], /, *, query: Query | None = None) -> Iterator[V3SettingsSearchFiltersContext]: ...
    @overload
    def list(self, path: Literal["/shipping/products/customs-information"], /, *, query: Query | None = None) -> Iterator[V3ShippingProductsCustomsInformation]: ...
    @overload
    def list(self, path: Literal["/shopper-profiles"], /, *, query: Query | None = None) -> Iterator[V3SegmentsShopperProfile]: ...
    @overload
    def list(self, path: Literal["/shopper-profiles/{shopperProfileId}/segments"], /, *, query: Query | None = None, shopperProfileId: PathValue) -> Iterator[V3Segment]: ...
    @overload
    def list(self, path: Literal["/sites"], /, *, query: Query | None = None) -> Iterator[V3ChannelsSite]: ...
    @overload
    def list(self, path: Literal["/sites/certificates"], /, *, query: Query | None = None) -> Iterator[V3SitesCertificate | None]: ...
    @overload
    def list(self, path: Literal["/sites/{site_id}/routes"], /, *, query: Query | None = None, site_id: PathValue) -> Iterator[V3SitesRoute]: ...
    @overload
    def list(self, path: Literal["/store/metafields"], /, *, query: Query | None = None) -> Iterator[V3CartsMetafield]: ...
    @overload
    def list(self, path: Literal["/store/systemlogs"], /, *, query: Query | None = None) -> Iterator[V3StoreSystemlog]: ...
    @overload
    def list(self, path: Literal["/storefront/custom-template-associations"], /, *, query: Query | None = None) -> Iterator[V3StorefrontCustomTemplateAssociation]: ...
    @overload
    def list(self, path: Literal["/storefront/redirects"], /, *, query: Query | None = None) -> Iterator[V3StorefrontRedirect]: ...
    @overload
    def list(self, path: Literal["/storefront/redirects/imex/jobs"], /, *, query: Query | None = None) -> Iterator[V3StorefrontRedirectsImexJob]: ...
    @overload
    def list(self, path: Literal["/tax/customers"], /, *, query: Query | None = None) -> Iterator[V3TaxCustomer]: ...
    @overload
    def list(self, path: Literal["/tax/products/properties"], /, *, query: Query | None = None) -> Iterator[V3TaxProductsProperty]: ...
    @overload
    def list(self, path: Literal["/tax/properties"], /, *, query: Query | None = None) -> Iterator[V3TaxProperty]: ...
    @overload
    def list(self, path: Literal["/tax/rates"], /, *, query: Query | None = None) -> Iterator[V3TaxRate]: ...
    @overload
    def list(self, path: Literal["/tax/zones"], /, *, query: Query | None = None) -> Iterator[V3TaxZone]: ...
    @overload
    def list(self, path: Literal["/themes"], /, *, query: Query | None = None) -> Iterator[V3Theme]: ...
    @overload
    def list(self, path: Literal["/themes/{uuid}/configurations"], /, *, query: Query | None = None, uuid: PathValue) -> Iterator[V3ThemesConfiguration]: ...
    @overload
    def list(self, path: Literal["/wishlists"], /, *, query: Query | None = None) -> Iterator[V3Wishlist]: ...
    @overload
    def list(self, path: str, /, *, query: Query | None = None, **values: PathValue) -> Iterator[Any]: ...
